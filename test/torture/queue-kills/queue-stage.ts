// A person's repository with six workers' finished work, one of which breaks a check only beside another's, and what must be
// true of it whenever somebody looks.
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { StoreError } from "../../../src/application/ports/event-store.ts";
import { planSchema } from "../../../src/domain/plan.ts";
import { runOptionsSchema } from "../../../src/domain/run-options.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";
import { bundleProgram } from "../../support/store-bundle.ts";
import { openOwner, type Owner } from "../worktrees/owner.ts";
import { agentWorld } from "../worktrees/small-agents.ts";

/** What each worker writes: the fifth repeats the second. */
const names = ["Ada", "Bea", "Cem", "Dov", "Bea", "Fay"];
const idOf = (at: number): string => `w${at + 1}`;
export const offender = "w5";
export const honest = names.map((_, at) => idOf(at)).filter((id) => id !== offender);

const unique =
  'twice=$(cat names/* 2>/dev/null | sort | uniq -d); test -z "$twice" || { echo "twice: $twice"; exit 1; }';

export interface QueueStage {
  person: TestRepository;
  epicId: string;
  /** Bundle of ../landing-kills/landing-child.ts. */
  program: string;
  open(): Promise<Owner>;
  /** Everything is done and nothing approved. */
  putBack(): Promise<void>;
  /** Faults of the integration branch: a commit that repeats a name, a task that is in it twice. */
  faults(): Promise<string[]>;
  remove(): Promise<void>;
}

/** What the killed process was about to start can hold its lock until it is another program; nobody is named then. */
async function openWhenFree(person: TestRepository): Promise<Owner> {
  for (const end = Date.now() + 10_000; ; await sleep(20)) {
    try {
      return await openOwner({ dir: person.dir, env: person.env }, agentWorld(), null);
    } catch (error) {
      const unnamed = error instanceof StoreError && error.reason === "owned" && error.details?.["pid"] === null;
      if (!unnamed || Date.now() > end) throw error;
    }
  }
}

async function workAll(owner: Owner, person: TestRepository): Promise<void> {
  await owner.quiet();
  for (const directory of await owner.working()) {
    const at = names.findIndex((_, place) => directory.endsWith(`/${idOf(place)}`));
    await person.write({ [`names/${idOf(at)}.txt`]: `${names[at]}\n` }, directory);
    await owner.finish(directory, "success");
  }
  await owner.quiet();
}

export async function createQueueStage(): Promise<QueueStage> {
  const person = await createRepository({ "mine.txt": "m\n", "both.txt": "b\n", "gone.txt": "g\n" });
  const open = (): Promise<Owner> => openWhenFree(person);
  const folders = [person.dir, `${person.dir}.swarm`];
  const kept = join(person.parent, "kept");
  await person.write({ "mine.txt": "edited, not committed\n", "untracked.txt": "u\n", "gone.txt": null });
  await person.write({ "both.txt": "staged\n" });
  await person.git(["add", "both.txt"]);

  const owner = await open();
  const tasks = names.map((_, at) => ({ id: idOf(at), title: `Task ${idOf(at)}`, description: "Do it." }));
  const plan = planSchema.parse({ title: "Epic", tasks, checks: [{ name: "unique names", run: unique }] });
  const started = await owner.swarm.start(plan, runOptionsSchema.parse({ attended: true, max_parallel: names.length }));
  if (!started.ok) throw new Error(`the stage cannot be set: ${JSON.stringify(started.refusals)}`);
  const epicId = started.value;
  await workAll(owner, person);
  await owner.close();
  await person.git(["gc", "--quiet"]);
  await mkdir(kept, { recursive: true });
  await execa("cp", ["-a", ...folders, kept]);
  const folder = join(person.parent, "program");
  await mkdir(folder);
  const program = await bundleProgram(resolve("test/torture/landing-kills/landing-child.ts"), folder);

  const branch = `swarm/${epicId}/_integration`;
  const lines = async (...args: string[]): Promise<string[]> =>
    (await person.git(args)).split("\n").filter((line) => line !== "");
  async function faults(): Promise<string[]> {
    const found: string[] = [];
    const commits = await lines("log", "--first-parent", "--format=%H", branch);
    for (const commit of commits) {
      const paths = await lines("ls-tree", "-r", "--name-only", commit, "names/");
      const written = await Promise.all(paths.map((path) => person.git(["show", `${commit}:${path}`])));
      if (new Set(written).size < written.length) found.push(`${commit} is red`);
    }
    const titles = (await lines("log", "--first-parent", "--format=%s", branch)).filter((line) =>
      line.startsWith("Task w"),
    );
    if (new Set(titles).size < titles.length) found.push(`a task is there twice: ${titles.join(", ")}`);
    return found;
  }
  return {
    person,
    epicId,
    program,
    open,
    faults,
    async putBack() {
      await Promise.all(folders.map((one) => rm(one, { recursive: true, force: true })));
      await execa("cp", ["-a", `${kept}/.`, person.parent]);
    },
    remove: () => person.remove(),
  };
}
