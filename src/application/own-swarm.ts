// The owner's side of a swarm: every verb, wired to the one door.
import type { EpicState } from "../domain/epic-state.ts";
import { resultOf } from "../domain/result.ts";
import { runOptionsSchema } from "../domain/run-options.ts";
import { drive } from "./drive.ts";
import { localStrategy } from "./local/local-strategy.ts";
import type { Agents } from "./ports/agents.ts";
import type { Clock, Ids } from "./ports/ambient.ts";
import type { EventStore } from "./ports/event-store.ts";
import { createReactors } from "./reactors/create-reactors.ts";
import { refused } from "./refusal.ts";
import { startEpic } from "./start-epic.ts";
import type { OwnerReport, Swarm } from "./swarm.ts";
import { undoLanding } from "./undo-landing.ts";
import { answer } from "./verbs/answer.ts";
import { discard } from "./verbs/discard.ts";
import { approve, land } from "./verbs/land.ts";
import { asResult, findEpic, forEachTask, rejected, type VerbParts } from "./verbs/verb-parts.ts";
import { removeReported, worktreeReports } from "./verbs/worktrees.ts";
import { viewSwarm } from "./view-swarm.ts";

export interface SwarmParts extends VerbParts {
  store: EventStore;
  /** This process, as others are told of it. */
  owner(): Promise<OwnerReport | null>;
  clock: Clock;
  ids: Ids;
  hash(text: string): string;
  /** A running agent server; started when first asked for, and again after it died. */
  agents(models: readonly string[]): Promise<Agents>;
  /** Ends what was started: the agent server first, the store last. */
  close(): Promise<void>;
}

const stoppable = new Set([
  "queued",
  "blocked",
  "interrupted",
  "changes_requested",
  "needs_permission",
  "needs_answer",
]);

export function ownSwarm(parts: SwarmParts): Swarm {
  const { door, repository, store } = parts;
  const reactors = createReactors(parts);
  const view = viewSwarm(repository.root, store, parts.owner);
  const about = (epic_id: string, task_id: string) => ({ epic_id, task_id, attempt: null });

  return {
    ...view,
    epic: (epicId) => door.epic(epicId),
    watch: (listener) => store.subscribe(listener),
    uncommitted: () => repository.dirtyFiles(),
    start: (plan, options) => startEpic(parts, plan, options),
    async resume(epicId, overrides) {
      const found = await findEpic(door, epicId);
      if (!found.ok) return found;
      if (finished(found.value)) return { ok: true, value: epicId };
      const options = runOptionsSchema.parse({ ...found.value.options, ...overrides });
      if (options.land && found.value.target_branch === null) {
        const message = `HEAD was detached when ${epicId} began, so there is no branch to land on`;
        const remedy = "leave --land out, and merge its integration branch yourself";
        return refused({ exit: 2, code: "detached-head", message, remedy });
      }
      const resumed = await door.execute({ type: "ResumeEpic", epic_id: epicId, options }, "user");
      return resumed.ok ? { ok: true, value: epicId } : rejected(resumed.rejection);
    },
    async drive(epicId, { signal, attention, live }) {
      const strategy = localStrategy({ ...parts, attention, live });
      await drive(epicId, { door, strategy, reactors, signal });
      const epic = await door.epic(epicId);
      if (epic === null) throw new Error(`no epic ${epicId}`);
      return resultOf(epic);
    },
    approve: (epicId, taskIds) => approve(parts, epicId, taskIds),
    land: (epicId, request) => land(parts, epicId, request),
    undo: (epicId) => undoLanding(parts, epicId),
    async retry(epicId, taskId, { fresh }) {
      const command = { type: "RetryTask", ...about(epicId, taskId), reason: "requested" } as const;
      const found = await findEpic(door, epicId);
      if (!found.ok) return found;
      const done = await door.execute({ ...command, fresh }, "user");
      return done.ok ? asResult({ ok: true, value: done.epic }) : rejected(done.rejection);
    },
    async stop(epicId, taskIds) {
      const found = await findEpic(door, epicId);
      if (!found.ok) return found;
      const all = [...found.value.tasks.values()].filter((task) => stoppable.has(task.status)).map((task) => task.id);
      const chosen = taskIds.length > 0 ? taskIds : all;
      if (chosen.length === 0) {
        const message = `nothing of ${epicId} runs or waits to run`;
        return refused({ exit: 1, code: "nothing-to-stop", message, remedy: "nothing is left to stop" });
      }
      return asResult(
        await forEachTask(door, epicId, chosen, (task_id) => ({
          type: "StopTask",
          ...about(epicId, task_id),
          reason: "stopped by a person",
        })),
      );
    },
    discard: (epicId, taskIds) => discard(parts, epicId, taskIds),
    answer: (request) => answer(parts, request),
    worktrees: async () => worktreeReports(parts, await view.epics()),
    async removeWorktree(report) {
      const epic = await door.epic(report.epic_id);
      await removeReported(parts, report, epic?.tasks.get(report.task_id)?.attempt ?? 0);
    },
    close: () => parts.close(),
  };
}

/** Nothing is left to do, so a resume only prints the same result again. */
const finished = (epic: EpicState): boolean =>
  epic.landed !== null &&
  [...epic.tasks.values()].every((task) => task.status === "landed" || task.status === "discarded");
