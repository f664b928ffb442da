// A repository with an epic whose tasks are ready, each by a commit of its own: made by commands, without a worker.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { openRepository } from "../../src/adapters/git/open-repository.ts";
import { sha256, systemClock, systemIds } from "../../src/adapters/machine/ambient.ts";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { openDoor, type Door } from "../../src/application/execute.ts";
import type { Repository } from "../../src/application/ports/repository.ts";
import { createIntegration } from "../../src/application/reactors/create-integration.ts";
import { storeDirOf, storeOptions } from "../../src/compose.ts";
import type { TaskCommand } from "../../src/domain/commands.ts";
import type { EpicState } from "../../src/domain/epic-state.ts";
import { attemptRef } from "../../src/domain/ids.ts";
import { optionsOf, planOf } from "../support/swarm-fixture.ts";
import { createRepository, type TestRepository } from "../support/repositories.ts";

export interface ReviewStage {
  person: TestRepository;
  repository: Repository;
  door: Door;
  /** An epic with a ready task for each of these works, which are files to write. Commits stand on `base`. */
  epicOf(works: readonly Record<string, string>[]): Promise<{ epic: EpicState; base: string; commits: string[] }>;
  close(): Promise<void>;
}

type WithoutPlace<T> = T extends unknown ? Omit<T, "epic_id" | "task_id" | "attempt"> : never;

export async function openReviewStage(files: Record<string, string>): Promise<ReviewStage> {
  const person = await createRepository(files);
  const repository = await openRepository(person.dir, { env: person.env });
  const dir = storeDirOf(repository);
  const store = await openStore({ ...storeOptions, dir, owner: { command: "npm run bench" } });
  const ids = systemIds(systemClock);
  const door = openDoor({ store, clock: systemClock, ids, projectId: sha256(dir).slice(0, 16) });
  let epics = 0;

  async function commitOf(base: string, at: number, work: Record<string, string>): Promise<string> {
    const place = join(person.parent, `work-${epics}-${at}`);
    await person.git(["worktree", "add", "--quiet", "--detach", place, base]);
    const commit = await person.commit(work, `Work ${at}`, place);
    await person.git(["worktree", "remove", "--force", place]);
    await rm(place, { recursive: true, force: true });
    return commit;
  }

  async function makeReady(epicId: string, taskId: string, base: string, commit: string): Promise<void> {
    const branch = `swarm/${epicId}/${taskId}`;
    const ref = attemptRef(epicId, taskId, 1);
    await repository.createBranch(branch, commit);
    await repository.pin(ref, commit);
    const say = async (command: WithoutPlace<TaskCommand>): Promise<void> => {
      const whole = { ...command, epic_id: epicId, task_id: taskId, attempt: null } as TaskCommand;
      const done = await door.execute(whole, "system");
      if (!done.ok) throw new Error(`${command.type}: ${done.rejection.message}`);
    };
    const session = { session_id: `ses-${taskId}`, worktree_path: join(person.parent, taskId) };
    const files_touched = await repository.changedFiles(base, commit);
    await say({ type: "StartTask", branch, base });
    await say({ type: "RecordWorktree", worktree_path: session.worktree_path, branch, base });
    await say({ type: "RecordWorkerSpawned", ...session, prompt_hash: "p" });
    await say({ type: "RequestPrompt", message_id: "m", prompt_hash: "p", purpose: "task" });
    await say({ type: "RecordPromptSent", message_id: "m" });
    await say({
      type: "ReportCompletion",
      session_id: session.session_id,
      status: "success",
      summary: "",
      files_touched,
    });
    await say({ type: "RecordTurnEnd", finish: "stop", tokens: null, cost: null, last_message: null });
    const clean = { leftovers_committed: false, irregularities: [], outside_changes: [] };
    await say({ type: "RecordWork", commit, base, ref, files_touched, ...clean });
    await say({ type: "FinishWork" });
  }

  return {
    person,
    repository,
    door,
    async epicOf(works) {
      epics += 1;
      const base = await person.git(["rev-parse", "HEAD"]);
      const commits: string[] = [];
      for (const [at, work] of works.entries()) commits.push(await commitOf(base, at, work));
      const id = `epic-${epics}`;
      const tasks = works.map((_, at) => ({ id: `t${at}`, title: `Task ${at}`, description: "Do it." }));
      const branch = `swarm/${id}/_integration`;
      const plan = planOf(tasks);
      const options = optionsOf({ landing_stack: works.length, max_parallel: works.length });
      const ground = { target_branch: "main", base_commit: base };
      const made = await door.execute(
        { type: "CreateEpic", epic_id: id, plan, plan_hash: "p", options, ...ground },
        "user",
      );
      if (!made.ok) throw new Error(made.rejection.message);
      await createIntegration({ door, repository }, made.epic, branch);
      for (const [at, commit] of commits.entries()) await makeReady(id, `t${at}`, base, commit);
      const epic = await door.epic(id);
      if (epic === null) throw new Error("no epic");
      return { epic, base, commits };
    },
    async close() {
      await repository.close();
      await store.close();
      await person.remove();
    },
  };
}
