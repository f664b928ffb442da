// Comments on five lines of which the worker changes three, with the contents and the edits of a real git.
import { afterAll, beforeAll, expect, it } from "vitest";
import { openRepository } from "../../../../src/adapters/git/open-repository.ts";
import type { TaskChanges } from "../../../../src/application/live-swarm.ts";
import type { Repository } from "../../../../src/application/ports/repository.ts";
import { taskPlanSchema } from "../../../../src/domain/plan.ts";
import { newTask } from "../../../../src/domain/task-state.ts";
import { contentOf, isReviewed } from "../../../../src/surfaces/vscode/reviewed-content.ts";
import { fateIn } from "../../../../src/surfaces/vscode/review/comment-fate.ts";
import { createKeptComments } from "../../../../src/surfaces/vscode/review/kept-comments.ts";
import type { KeptComment } from "../../../../src/surfaces/vscode/review/review-comment.ts";
import { createRepository, type TestRepository } from "../../../support/repositories.ts";

const lines = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const textOf = (all: readonly string[]): string => `${all.join("\n")}\n`;

let person: TestRepository;
let repository: Repository;
beforeAll(async () => {
  person = await createRepository({ "README.md": "# Sample\n" });
  repository = await openRepository(person.dir, { env: person.env });
});
afterAll(async () => {
  await repository.close();
  await person.remove();
});

/** As VS Code keeps it: what comes back after a reload is the JSON that was written. */
function workspace() {
  const stored = new Map<string, string>();
  return {
    get: <T>(key: string) => (stored.has(key) ? (JSON.parse(stored.get(key) ?? "") as T) : undefined),
    update: async (key: string, value: unknown) => void stored.set(key, JSON.stringify(value)),
  };
}

it("updates three of five comments, moves all with their lines, clears the one tick, and forgets nothing", async () => {
  const base = await person.git(["rev-parse", "HEAD"]);
  const changesAt = async (commit: string): Promise<TaskChanges> => {
    const files = await repository.fileChanges(base, commit);
    return { epic_id: "epic", task_id: "poem", base, commit, files };
  };
  const first = await changesAt(await person.commit({ "poem.md": textOf(lines), "other.md": "still\n" }));
  const task = {
    ...newTask(taskPlanSchema.parse({ id: "poem", title: "A", description: "Do it." })),
    reviewed: new Map(first.files.map((file) => [file.path, contentOf(file)])),
  };
  expect(first.files.map((file) => isReviewed(task, file))).toEqual([true, true]);
  const poem = first.files.find(({ path }) => path === "poem.md");
  const memento = workspace();
  const comments = ["one", "three", "five", "seven", "nine"].map((line): KeptComment => {
    const at = lines.indexOf(line) + 1;
    return {
      id: line,
      state: "sent",
      epicId: "epic",
      taskId: "poem",
      commit: first.commit,
      path: "poem.md",
      side: "new",
      lines: { start: at, end: at },
      quote: [line],
      file: { change: "added", oldBlob: null, newBlob: poem?.newBlob ?? null },
      text: `About ${line}.`,
    };
  });
  await createKeptComments(memento).put(comments);

  const changed = lines.map((line) => (/^(one|five|nine)$/.test(line) ? `${line} and more` : line));
  const now = await changesAt(await person.commit({ "poem.md": textOf(changed.toSpliced(2, 0, "two and a half")) }));
  const kept = createKeptComments(memento).all();
  const fates = kept.map((comment) => fateIn(now, comment, (from, to) => repository.lineEdits(from, to)));
  expect(await Promise.all(fates)).toMatchObject([
    { kind: "found", lines: { start: 1, end: 1 }, touched: true },
    { kind: "found", lines: { start: 4, end: 4 }, touched: false },
    { kind: "found", lines: { start: 6, end: 6 }, touched: true },
    { kind: "found", lines: { start: 8, end: 8 }, touched: false },
    { kind: "found", lines: { start: 10, end: 10 }, touched: true },
  ]);
  expect(now.files.map((file) => [file.path, isReviewed(task, file)])).toEqual([
    ["other.md", true],
    ["poem.md", false],
  ]);
});
