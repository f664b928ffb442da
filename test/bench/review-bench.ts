// Opening a review, previewing many branches and landing tasks: ours beside the plain git commands that do the same, in turn.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { taskChanges } from "../../src/application/live/task-changes.ts";
import { keyedQueue } from "../../src/application/keyed-queue.ts";
import { epicRadar } from "../../src/application/radar/epic-radar.ts";
import { landTasks } from "../../src/application/reactors/land-tasks.ts";
import { createCheckRunner } from "../../src/adapters/process/check-runner.ts";
import { preciseNow } from "../../src/demo/scripted-stream.ts";
import type { EpicState } from "../../src/domain/epic-state.ts";
import type { Figure } from "./report.ts";
import { openReviewStage, type ReviewStage } from "./review-stage.ts";
import { median } from "./statistics.ts";

/** As lean as our own way to start git. */
const run = promisify(execFile);

interface Contest {
  what: string;
  note: string;
  /** Each is a whole run; what it needs is made before, outside the time. */
  ours(round: number): Promise<void>;
  bare(round: number): Promise<void>;
}

export interface ReviewTimes {
  what: string;
  /** Milliseconds of each round. */
  ours: number[];
  bare: number[];
}

const text = (word: string, at: number): string =>
  Array.from({ length: 60 }, (_, line) => `${word} ${at}, line ${line}\n`).join("");
const numbered = (count: number, content: (at: number) => string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`dir${at % 20}/file-${at}.ts`, content(at)]));

const gitIn = ({ person }: ReviewStage) => {
  const options = { cwd: person.dir, env: person.env, maxBuffer: 64 * 1024 * 1024 };
  return async (...args: string[]): Promise<string> => (await run("git", args, options)).stdout;
};

const commitOf = (epic: EpicState, id: string): string => epic.tasks.get(id)?.work?.commit ?? "";

/** The list with its lines and renames, and both sides of the file that comes first. */
async function opening(stage: ReviewStage, files: number): Promise<Contest> {
  const git = gitIn(stage);
  const { epic } = await stage.epicOf([numbered(files, (at) => text("old", at).replaceAll("line 7\n", "new 7\n"))]);
  const commit = commitOf(epic, "t0");
  return {
    what: `opening the review of ${files} files`,
    note: "merge-base, diff-tree, two contents",
    async ours() {
      const changes = await taskChanges(stage.repository, epic, "t0");
      const [first] = changes?.files ?? [];
      for (const id of [first?.oldBlob, first?.newBlob]) await stage.repository.blob(id ?? "");
      if (changes?.files.length !== files) throw new Error("the review is not whole");
    },
    async bare() {
      const base = (await git("merge-base", epic.integration?.tip ?? "", commit)).trim();
      const raw = await git("diff-tree", "-r", "-z", "-M", "--raw", "--numstat", "--no-abbrev", base, commit);
      const [, , oldId = "", newId = ""] = raw.slice(0, raw.indexOf("\0")).split(" ");
      for (const id of [oldId, newId]) await git("cat-file", "blob", id);
    },
  };
}

/** Each branch changes a file in which the target has changed other lines. */
async function previewing(stage: ReviewStage, branches: number): Promise<Contest> {
  const git = gitIn(stage);
  const works = Array.from({ length: branches }, (_, at) => {
    const path = `dir${at % 20}/file-${at}.ts`;
    return { [path]: text("old", at).replace("line 50\n", "branch\n") };
  });
  const { epic, base } = await stage.epicOf(works);
  const target = numbered(branches, (at) => text("old", at).replace("line 3\n", "target\n"));
  await stage.person.git(["checkout", "--quiet", "--detach", base]);
  const tip = await stage.person.commit(target, "Target");
  await stage.person.git(["checkout", "--quiet", "main"]);
  const { integration } = epic;
  if (integration === null) throw new Error("no integration branch");
  const moved: EpicState = { ...epic, integration: { ...integration, tip } };
  const commits = works.map((_, at) => commitOf(epic, `t${at}`));
  return {
    what: `previewing ${branches} branches`,
    note: "a merge-tree of each with the target",
    async ours() {
      const radar = epicRadar(stage.repository, (_, error) => {
        throw error;
      });
      const { failed } = await radar.round(moved, new Set());
      if (failed || radar.meetings().length > 0) throw new Error("there is no conflict");
    },
    async bare() {
      for (const commit of commits)
        await git("merge-tree", "--write-tree", "-z", "--name-only", "--messages", tip, commit);
    },
  };
}

/** Into the integration branch: a commit of each task that names the worker's own, and one move of the branch. */
async function landing(stage: ReviewStage, tasks: number, rounds: number): Promise<Contest> {
  const git = gitIn(stage);
  const { door, repository } = stage;
  const works = Array.from({ length: tasks }, (_, at) => ({ [`dir${at % 20}/file-${at}.ts`]: text("landed", at) }));
  const epics: EpicState[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { epic } = await stage.epicOf(works);
    for (const id of epic.tasks.keys())
      await door.execute({ type: "ApproveTask", epic_id: epic.id, task_id: id, attempt: null }, "user");
    epics.push(epic);
  }
  const [first] = epics;
  if (first === undefined) throw new Error("no epic");
  const parts = { door, repository, checks: createCheckRunner({}), integration: keyedQueue(), live: () => undefined };
  return {
    what: `landing ${tasks} tasks`,
    note: "log, merge-tree, commit-tree of each, one update-ref; ours also stores what it does",
    async ours(round) {
      const epic = await door.epic(epics[round]?.id ?? "");
      if (epic === null) throw new Error("no epic");
      await landTasks(parts, epic, new AbortController().signal);
      const after = await door.epic(epic.id);
      if ([...(after?.tasks.values() ?? [])].some(({ status }) => status !== "landed")) throw new Error("not landed");
    },
    async bare(round) {
      let tip = first.base_commit;
      for (const [id] of first.tasks) {
        const commit = commitOf(first, id);
        const names = await git("log", "--reverse", "--format=%H %an %ae %s", `${tip}..${commit}`);
        const tree = (await git("merge-tree", "--write-tree", tip, commit)).trim();
        tip = (await git("commit-tree", tree, "-p", tip, "-m", `Task ${id}\n\n${names}`)).trim();
      }
      await git("update-ref", `refs/heads/bare/${round}`, tip, "0".repeat(40));
    },
  };
}

async function measure({ what, ours, bare }: Contest, rounds: number): Promise<ReviewTimes> {
  const times: ReviewTimes = { what, ours: [], bare: [] };
  const timed = async (contestant: "ours" | "bare", round: number): Promise<void> => {
    const from = preciseNow();
    await (contestant === "ours" ? ours(round) : bare(round));
    // The first of each reads from a cold disk.
    if (round > 0) times[contestant].push(preciseNow() - from);
  };
  for (let round = 0; round <= rounds; round += 1) {
    const order = ["ours", "bare"] as const;
    for (const contestant of round % 2 === 0 ? order : order.toReversed()) await timed(contestant, round);
  }
  return times;
}

export async function benchReview(quick: boolean): Promise<{ figures: Figure[]; details: ReviewTimes[] }> {
  const sizes = quick
    ? { files: 20, branches: 5, tasks: 3, rounds: 2 }
    : { files: 300, branches: 50, tasks: 10, rounds: 11 };
  const stage = await openReviewStage(numbered(Math.max(sizes.files, 60), (at) => text("old", at)));
  try {
    const contests = [
      await opening(stage, sizes.files),
      await previewing(stage, sizes.branches),
      await landing(stage, sizes.tasks, sizes.rounds + 1),
    ];
    const details: ReviewTimes[] = [];
    for (const contest of contests) details.push(await measure(contest, sizes.rounds));
    const figures = details.map(({ what, ours, bare }, at): Figure => ({
      part: "review",
      what,
      ours: median(ours),
      beside: median(bare),
      unit: "ms",
      gate: { of: "ratio", limit: 1.3, is: "at most" },
      note: `median of ${sizes.rounds} rounds; beside: ${contests[at]?.note ?? ""}`,
    }));
    return { figures, details };
  } finally {
    await stage.close();
  }
}
