// The owner's side of a swarm that stays open: verbs say what a person wants, drives do what follows from it.
import type { RecordedEvent } from "../../domain/events.ts";
import type { AgentServer } from "../agent-server.ts";
import { drive, type Follows } from "../drive.ts";
import type { TaskAttempt } from "../execution-strategy.ts";
import type { LiveSwarm } from "../live-swarm.ts";
import { localStrategy } from "../local/local-strategy.ts";
import type { Clock, Ids } from "../ports/ambient.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { OwnerReport } from "../ports/owner.ts";
import { overlapRadar, type Overlap } from "../radar/overlap-radar.ts";
import { noOverlap, tellWorkers } from "../radar/tell-workers.ts";
import { createReactors } from "../reactors/create-reactors.ts";
import type { Requested } from "../refusal.ts";
import { startEpic } from "../start-epic.ts";
import { exportWork } from "../verbs/export-work.ts";
import { approveTasks, markReviewed, requestChanges } from "../verbs/review.ts";
import { rejectPart, takePart, undoPart } from "../verbs/part.ts";
import { resume, resumeTask } from "../verbs/resume.ts";
import { retry, stop } from "../verbs/stop-and-retry.ts";
import { resolveConflict } from "../verbs/resolve-conflict.ts";
import { abortResolution, beginResolution, commitResolution, recordResolution } from "../verbs/resolve-by-hand.ts";
import { takeOut } from "../verbs/take-out.ts";
import { findEpic, type VerbParts } from "../verbs/verb-parts.ts";
import { removeReported, worktreeReports } from "../verbs/worktrees.ts";
import { viewThrough } from "../view-swarm.ts";
import { permit, reply } from "./answer-live.ts";
import { discardLive } from "./discard-live.ts";
import { epicDrives } from "./epic-drives.ts";
import { epicSignals } from "./epic-signals.ts";
import { keyedQueue } from "../keyed-queue.ts";
import { landLive, undoLive } from "./land-live.ts";
import { compareWork } from "./compare-work.ts";
import { epicAttention } from "./epic-attention.ts";
import { callbacks } from "./callbacks.ts";
import { standingWorktree } from "./standing-worktree.ts";
import { runningEpics } from "./running-epics.ts";
import { taskChanges } from "./task-changes.ts";
import { trackWorkers } from "./track-workers.ts";

export interface LiveParts extends Omit<VerbParts, "live" | "integration"> {
  store: EventStore;
  /** This process, as others are told of it. */
  owner(): Promise<OwnerReport | null>;
  clock: Clock;
  ids: Ids;
  hash(text: string): string;
  /** Works with a running agent server; started when first asked for, and again after it died or has grown. */
  withAgents: AgentServer["use"];
  /** Lets the turns of all workers go on for the next owner. Idempotent. */
  leaveAgents(): Promise<void>;
  /** A person asked for work: how often the agent server ended before no longer counts. */
  forgiveAgents(): void;
  /** Epics in which an earlier owner left workers at work, or approved work about to land. */
  underWay: readonly string[];
  /** What may follow from a person's word here. */
  follows: Follows;
  /** Ends what was started, or leaves the agent server to the next owner while a worker is at work; the store last. */
  close(): Promise<void>;
}

export function ownLiveSwarm(own: LiveParts): LiveSwarm {
  const { door, repository, store, log } = own;
  const ending = new AbortController();
  const endedBy = door.act();
  const leaving = new AbortController();
  const onThrown = (error: unknown): void => log.warn("a listener of the swarm failed", { error: String(error) });
  const stored = callbacks<[readonly RecordedEvent[]]>(onThrown);
  const live = callbacks<[TaskAttempt, string]>(onThrown);
  const swarm = { ...own, live: live.call, integration: keyedQueue() };
  const trouble = callbacks<[string, unknown]>(onThrown);
  const changed = callbacks<[]>(onThrown);
  const running = runningEpics(changed.call);
  const attention = epicAttention((epicId) => door.epic(epicId));
  const overlapping = callbacks<[readonly Overlap[]]>(onThrown);
  const radar = overlapRadar({
    repository,
    clock: swarm.clock,
    log,
    epic: (epicId) => door.epic(epicId),
    onChange: () => overlapping.call(radar.overlaps()),
  });
  const workers = trackWorkers(localStrategy({ ...swarm, attention, touched: radar.touched }));
  const reactors = createReactors(swarm);
  const interrupts = epicSignals();
  /** What each epic's last drive broke down with. */
  const troubles = new Map<string, unknown>();
  const drives = epicDrives(
    (epicId) => {
      troubles.delete(epicId);
      return drive(epicId, {
        door,
        strategy: workers.strategy,
        reactors,
        signal: AbortSignal.any([ending.signal, interrupts.of(epicId)]),
        endedBy,
        leaving: leaving.signal,
        follows: swarm.follows,
      });
    },
    (epicId, error) => {
      troubles.set(epicId, error);
      log.warn("an epic could not go on", { epic: epicId, error: String(error) });
      trouble.call(epicId, error);
    },
  );
  // One at a time for an epic: what gives a task its worktree, and what takes it away.
  const grounds = keyedQueue();
  /** What a verb works with. */
  const act = () => ({ ...swarm, attention, workers, drives, running, door: door.act() });
  const unhear = door.subscribe((events, epic) => {
    attention.hear(events, epic);
    running.hear(events, epic);
    radar.hear(events, epic);
    stored.call(events);
  });

  /** A person's word was taken: what follows from it is done behind their back. */
  async function thenDrive<T>(epicId: string, asked: Promise<Requested<T>>): Promise<Requested<T>> {
    const done = await asked;
    if (done.ok) drives.wake(epicId);
    return done;
  }

  async function end(how: AbortController): Promise<void> {
    how.abort();
    await drives.end();
    await radar.close();
    // What the closing itself stores is heard too.
    await swarm.close().finally(unhear);
  }

  for (const epicId of swarm.underWay) {
    drives.wake(epicId);
    radar.begin(epicId);
  }
  const view = viewThrough(repository.root, store, swarm.owner, (epicId) => door.epic(epicId));

  return {
    ...view,
    watch: stored.add,
    watchLive: live.add,
    watchTrouble: trouble.add,
    running: running.now,
    watchRunning: changed.add,
    async overlaps() {
      // Works that rested before we were there.
      for (const epic of await view.epics()) radar.hear([], epic);
      return radar.overlaps();
    },
    watchOverlaps: overlapping.add,
    async tellOfOverlap({ epic_id, task_id, other_id }) {
      const found = radar
        .overlaps()
        .find((one) => one.epic_id === epic_id && one.task_id === task_id && one.other_id === other_id);
      return found === undefined ? noOverlap : tellWorkers(act(), found);
    },
    leaveOverlap: async (name) => radar.leave(name),
    uncommitted: () => repository.dirtyFiles(),
    async models() {
      swarm.forgiveAgents();
      return swarm.withAgents([], (agents) => agents.models());
    },
    async start(plan, options) {
      swarm.forgiveAgents();
      const started = await startEpic(act(), plan, options);
      if (started.ok) drives.wake(started.value);
      return started;
    },
    resume(epicId, options) {
      swarm.forgiveAgents();
      return thenDrive(epicId, resume(act(), epicId, options));
    },
    async interrupt(epicId) {
      const stopping = interrupts.abort(epicId);
      await drives.alone(epicId, async () => stopping());
      return findEpic(door, epicId);
    },
    rest: (epicId) =>
      drives.alone(epicId, async () => {
        if (troubles.has(epicId)) throw troubles.get(epicId);
      }),
    resumeTask(epicId, taskId) {
      swarm.forgiveAgents();
      return grounds.add(epicId, () => thenDrive(epicId, resumeTask(act(), epicId, taskId)));
    },
    permit: (epicId, taskId, request, said) => thenDrive(epicId, permit(act(), { epicId, taskId, request }, said)),
    reply: (epicId, taskId, request, answers) => thenDrive(epicId, reply(act(), { epicId, taskId, request }, answers)),
    approve: (epicId, taskIds) => thenDrive(epicId, approveTasks(act(), epicId, taskIds)),
    requestChanges: (epicId, taskId, review) => thenDrive(epicId, requestChanges(act(), epicId, taskId, review)),
    markReviewed: (epicId, taskId, path, blob) => markReviewed(act(), epicId, taskId, path, blob),
    rejectPart: (epicId, taskId, wish) =>
      grounds.add(epicId, () => thenDrive(epicId, rejectPart(act(), epicId, taskId, wish))),
    takePart: (epicId, taskId, wish) =>
      grounds.add(epicId, () => thenDrive(epicId, takePart(act(), epicId, taskId, wish))),
    undoPart: (epicId, taskId) => grounds.add(epicId, () => thenDrive(epicId, undoPart(act(), epicId, taskId))),
    stop: (epicId, taskIds) => thenDrive(epicId, stop(act(), epicId, taskIds)),
    retry(epicId, taskId, request) {
      swarm.forgiveAgents();
      return grounds.add(epicId, () => thenDrive(epicId, retry(act(), epicId, taskId, request)));
    },
    discard: (epicId, taskIds) =>
      thenDrive(
        epicId,
        grounds.add(epicId, () => discardLive(act(), epicId, taskIds)),
      ),
    skip: (epicId, taskId) =>
      thenDrive(
        epicId,
        grounds.add(epicId, () => discardLive(act(), epicId, [taskId], "SkipTask")),
      ),
    land: (epicId, request) =>
      thenDrive(
        epicId,
        landLive(act(), epicId, {
          ...request,
          signal: AbortSignal.any([request.signal, ending.signal, leaving.signal]),
        }),
      ),
    resolve(epicId, taskId) {
      swarm.forgiveAgents();
      return thenDrive(epicId, resolveConflict(act(), epicId, taskId));
    },
    beginResolution: (epicId, taskId) => grounds.add(epicId, () => beginResolution(act(), epicId, taskId)),
    async finishResolution(epicId, taskId) {
      const merged = await grounds.add(epicId, () => commitResolution(act(), epicId, taskId));
      if (!merged.ok) return merged;
      const signal = AbortSignal.any([ending.signal, leaving.signal]);
      return thenDrive(epicId, recordResolution(act(), merged.value, signal));
    },
    abortResolution: (epicId, taskId) => grounds.add(epicId, () => abortResolution(act(), epicId, taskId)),
    takeOut: (epicId, taskId) => thenDrive(epicId, takeOut(act(), epicId, taskId)),
    undo: (epicId) => thenDrive(epicId, undoLive(act(), epicId)),
    changes: async (epicId, taskId) => taskChanges(repository, await door.epic(epicId), taskId),
    compare: async (epicId, taskId, against) => compareWork(repository, await door.epic(epicId), taskId, against),
    blob: (id) => repository.blob(id),
    lineEdits: (oldBlob, newBlob) => repository.lineEdits(oldBlob, newBlob),
    worktree: async (epicId, taskId) => standingWorktree(repository, await door.epic(epicId), taskId),
    exportWork: (epicId, taskId, wish) => exportWork(own, epicId, taskId, wish),
    worktrees: async () => worktreeReports(swarm, await view.epics()),
    removeWorktree: (report) =>
      grounds.add(report.epic_id, async () => {
        const epic = await door.epic(report.epic_id);
        await removeReported(act(), report, epic?.tasks.get(report.task_id)?.attempt ?? 0);
      }),
    // Whoever has taken this one's place has taken up its workers too: their turns are not for us to end.
    close: () => end(store.takenBy() === null ? ending : leaving),
    leave: () => end(leaving),
  };
}
