// The owner's side of a swarm: every verb, wired to the one door.
import { resultOf } from "../domain/result.ts";
import { drive } from "./drive.ts";
import { localStrategy } from "./local/local-strategy.ts";
import type { Agents } from "./ports/agents.ts";
import type { Clock, Ids } from "./ports/ambient.ts";
import type { EventStore } from "./ports/event-store.ts";
import { createReactors } from "./reactors/create-reactors.ts";
import { startEpic } from "./start-epic.ts";
import type { OwnerReport } from "./ports/owner.ts";
import type { Swarm } from "./swarm.ts";
import { undoLanding } from "./undo-landing.ts";
import { answer } from "./verbs/answer.ts";
import { discard } from "./verbs/discard.ts";
import { approve, land } from "./verbs/land.ts";
import { resume } from "./verbs/resume.ts";
import { retry, stop } from "./verbs/stop-and-retry.ts";
import { asResult, type VerbParts } from "./verbs/verb-parts.ts";
import { removeReported, worktreeReports } from "./verbs/worktrees.ts";
import { viewThrough } from "./view-swarm.ts";

export interface SwarmParts extends VerbParts {
  store: EventStore;
  /** This process, as others are told of it. */
  owner(): Promise<OwnerReport | null>;
  clock: Clock;
  ids: Ids;
  hash(text: string): string;
  /** A running agent server; started when first asked for, and again after it died. */
  agents(models: readonly string[]): Promise<Agents>;
  /** Lets the turns of all workers go on for the next owner. Idempotent. */
  leaveAgents(): Promise<void>;
  /** Epics whose workers an earlier owner left at work. */
  atWork: readonly string[];
  /** Ends what was started, or leaves the agent server to the next owner while a worker is at work; the store last. */
  close(): Promise<void>;
}

export function ownSwarm(parts: SwarmParts): Swarm {
  const { door, repository, store } = parts;
  const reactors = createReactors(parts);
  const view = viewThrough(repository.root, store, parts.owner, (epicId) => door.epic(epicId));

  return {
    ...view,
    watch: (listener) => store.subscribe(listener),
    uncommitted: () => repository.dirtyFiles(),
    start: (plan, options) => startEpic(parts, plan, options),
    async resume(epicId, overrides) {
      const resumed = await resume(parts, epicId, overrides);
      return resumed.ok ? { ok: true, value: epicId } : resumed;
    },
    async drive(epicId, { signal, attention, live }) {
      const strategy = localStrategy({ ...parts, attention, live });
      await drive(epicId, { door, strategy, reactors, signal });
      const epic = await door.epic(epicId);
      if (epic === null) throw new Error(`no epic ${epicId}`);
      return resultOf(epic);
    },
    approve: (epicId, taskIds) => approve(parts, epicId, taskIds),
    land: (epicId, { squash, signal }) =>
      land(parts, epicId, { strategy: squash ? "squash" : "fast-forward", message: null, signal }),
    undo: (epicId) => undoLanding(parts, epicId),
    retry: async (epicId, taskId, request) => asResult(await retry(parts, epicId, taskId, request)),
    stop: async (epicId, taskIds) => asResult(await stop(parts, epicId, taskIds)),
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
