// A person's repository with an epic that can land, and the same after it has, each to be put back as often as is wanted.
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { planSchema } from "../../../src/domain/plan.ts";
import { runOptionsSchema } from "../../../src/domain/run-options.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";
import { bundleProgram } from "../../support/store-bundle.ts";
import { openOwner, type Owner } from "../worktrees/owner.ts";
import { agentWorld } from "../worktrees/small-agents.ts";

/** What is killed: a verb, on what it begins at. */
export interface Scenario {
  name: string;
  verb: "land" | "undo";
  strategy: "fast-forward" | "squash";
  /** State of the repository in which it begins. */
  from: "ready" | "ready, moved on" | "ready, in the way" | "landed" | "landed, moved on";
  /** Uncommitted work is in the way, and set aside meanwhile. */
  aside?: true;
}

export const scenarios: readonly Scenario[] = [
  { name: "landing, fast-forward", verb: "land", strategy: "fast-forward", from: "ready" },
  { name: "landing, one commit", verb: "land", strategy: "squash", from: "ready" },
  { name: "landing on a branch that moved on", verb: "land", strategy: "fast-forward", from: "ready, moved on" },
  {
    name: "landing around work in the way",
    verb: "land",
    strategy: "fast-forward",
    from: "ready, in the way",
    aside: true,
  },
  { name: "undo, by a reset", verb: "undo", strategy: "fast-forward", from: "landed" },
  { name: "undo, by a revert commit", verb: "undo", strategy: "fast-forward", from: "landed, moved on" },
];

export interface Stage {
  person: TestRepository;
  epicId: string;
  /** Bundle of landing-child.ts. */
  program: string;
  open(): Promise<Owner>;
  /** Puts the repository and its worktrees back as they were in that state. */
  putBack(from: Scenario["from"]): Promise<void>;
  remove(): Promise<void>;
}

const fileCount = 200;
const never = new AbortController().signal;
const text = (word: string, at: number): string => `${word} ${at}\n`.repeat(120);
const pathOf = (at: number): string => `dir${at % 7}/file ${at}.txt`;
const numbered = <T>(content: (at: number) => T): Record<string, T> =>
  Object.fromEntries(Array.from({ length: fileCount }, (_, at) => [pathOf(at), content(at)]));

/** Everything that a person can have lying about, beside what the landing touches. */
async function makeDirty(person: TestRepository): Promise<void> {
  await person.write({
    "mine.txt": "edited, not committed\n",
    "both.txt": "staged\n",
    "staged.txt": "s\n",
    "notes ü.txt": "untracked\n",
    "dir3/untracked.txt": "untracked\n",
    "ignored/big.bin": "ignored\n",
    "gone.txt": null,
  });
  await person.git(["add", "both.txt", "staged.txt"]);
  await person.write({ "both.txt": "staged, and edited since\n" });
  await chmod(join(person.dir, "mine.sh"), 0o755);
}

/** Changes of the same files that merge with what lands: staged, not staged, untracked. */
async function standInTheWay(person: TestRepository): Promise<void> {
  for (const at of [0, 2, 4, 6]) await chmod(join(person.dir, pathOf(at)), 0o755);
  await person.git(["add", pathOf(2), pathOf(4)]);
  await chmod(join(person.dir, pathOf(4)), 0o644);
  await person.write({ "added/deep/file.txt": text("added", 1) });
}

/** What the workers of the epic do: one changes, one deletes and adds, one turns a file into a folder. */
const works: readonly ((at: number) => Record<string, string | null>)[] = [
  () => Object.fromEntries(Object.entries(numbered((at) => text("new", at))).filter((_, at) => at % 2 === 0)),
  () => ({
    ...Object.fromEntries(Array.from({ length: fileCount / 10 }, (_, at) => [pathOf(at * 10 + 5), null])),
    "added/deep/file.txt": text("added", 1),
  }),
  () => ({ kind: null, "kind/inside.txt": "new\n" }),
];

async function workAll(owner: Owner, person: TestRepository): Promise<void> {
  await owner.quiet();
  for (const [at, directory] of (await owner.working()).sort().entries()) {
    await person.write(works[at]?.(at) ?? {}, directory);
    await owner.finish(directory, "success");
  }
  await owner.quiet();
}

function said<T extends { ok: boolean; refusals?: unknown }>(done: T): T & { ok: true } {
  if (!done.ok) throw new Error(`the stage cannot be set: ${JSON.stringify(done.refusals)}`);
  return done as T & { ok: true };
}

export async function createStage(): Promise<Stage> {
  const person = await createRepository({
    ...numbered((at) => text("old", at)),
    "mine.txt": "m\n",
    "both.txt": "b\n",
    "gone.txt": "g\n",
    "mine.sh": "echo\n",
    kind: "file\n",
    ".gitignore": "ignored/\n",
  });
  const open = (): Promise<Owner> => openOwner({ dir: person.dir, env: person.env }, agentWorld(), null);
  const states = join(person.parent, "states");
  const folders = [person.dir, `${person.dir}.swarm`];
  async function keep(name: string): Promise<void> {
    const place = join(states, name);
    await mkdir(place, { recursive: true });
    await execa("cp", ["-a", ...folders, place]);
  }
  async function putBack(name: string): Promise<void> {
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
    await execa("cp", ["-a", `${join(states, name)}/.`, person.parent]);
  }
  async function moveOn(): Promise<void> {
    await writeFile(join(person.dir, "later.txt"), "later\n");
    await person.git(["add", "later.txt"]);
    await person.git(["commit", "--quiet", "-m", "Later", "--only", "--", "later.txt"]);
  }

  await makeDirty(person);
  const owner = await open();
  const tasks = ["a", "b", "c"].map((id) => ({ id, title: `Task ${id}`, description: "Do it." }));
  const checks = [{ name: "there", run: "test -f added/deep/file.txt && sleep 0.05" }];
  const plan = planSchema.parse({ title: "Epic", tasks, checks });
  const options = runOptionsSchema.parse({ attended: true, approve: "all" });
  const epicId = said(await owner.swarm.start(plan, options)).value;
  await workAll(owner, person);
  await owner.close();
  await person.git(["gc", "--quiet"]);
  await keep("ready");
  await standInTheWay(person);
  await keep("ready, in the way");
  await putBack("ready");
  await moveOn();
  await keep("ready, moved on");
  await putBack("ready");
  const lander = await open();
  said(
    await lander.swarm.land(epicId, { strategy: "fast-forward", message: null, despite_checks: false, signal: never }),
  );
  await lander.close();
  await keep("landed");
  await moveOn();
  await keep("landed, moved on");
  const folder = join(person.parent, "program");
  await mkdir(folder);
  const program = await bundleProgram(resolve("test/torture/landing-kills/landing-child.ts"), folder);
  return { person, epicId, program, open, putBack, remove: () => person.remove() };
}
