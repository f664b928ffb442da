// Every verb of the wire as the method of the swarm that it means.
import type { OwnerVerb, VerbAnswer, VerbArgs } from "../../owner-protocol.ts";
import type { LiveSwarm } from "../../application/live-swarm.ts";
import type { Requested } from "../../application/refusal.ts";
import type { EpicState } from "../../domain/epic-state.ts";

type PlainVerb = Exclude<OwnerVerb, "land" | "cancel">;

/** The other side reads the epic from the journal up to this one of its events. */
export const asVersion = (done: Requested<EpicState>): Requested<{ version: number }> =>
  done.ok ? { ok: true, value: { version: done.value.version } } : done;

/** What ends by itself. Landings, which can be cancelled, are `landings.ts`. */
export const carryOut: {
  [V in PlainVerb]: (swarm: LiveSwarm, args: VerbArgs<V>) => Promise<VerbAnswer<V>>;
} = {
  start: (swarm, { plan, options }) => swarm.start(plan, options),
  resume: async (swarm, { epicId, options }) => asVersion(await swarm.resume(epicId, options)),
  interrupt: async (swarm, { epicId }) => asVersion(await swarm.interrupt(epicId)),
  async rest(swarm, { epicId }) {
    await swarm.rest(epicId);
    return null;
  },
  resumeTask: async (swarm, { epicId, taskId }) => asVersion(await swarm.resumeTask(epicId, taskId)),
  permit: async (swarm, { epicId, taskId, request, answer }) =>
    asVersion(await swarm.permit(epicId, taskId, request, answer)),
  reply: async (swarm, { epicId, taskId, request, answers }) =>
    asVersion(await swarm.reply(epicId, taskId, request, answers)),
  approve: async (swarm, { epicId, taskIds }) => asVersion(await swarm.approve(epicId, taskIds)),
  requestChanges: async (swarm, { epicId, taskId, review }) =>
    asVersion(await swarm.requestChanges(epicId, taskId, review)),
  markReviewed: async (swarm, { epicId, taskId, path, blob }) =>
    asVersion(await swarm.markReviewed(epicId, taskId, path, blob)),
  rejectPart: async (swarm, { epicId, taskId, wish }) => asVersion(await swarm.rejectPart(epicId, taskId, wish)),
  takePart: async (swarm, { epicId, taskId, wish }) => asVersion(await swarm.takePart(epicId, taskId, wish)),
  undoPart: async (swarm, { epicId, taskId }) => asVersion(await swarm.undoPart(epicId, taskId)),
  stop: async (swarm, { epicId, taskIds }) => asVersion(await swarm.stop(epicId, taskIds)),
  retry: async (swarm, { epicId, taskId, fresh }) => asVersion(await swarm.retry(epicId, taskId, { fresh })),
  discard: (swarm, { epicId, taskIds }) => swarm.discard(epicId, taskIds),
  skip: (swarm, { epicId, taskId }) => swarm.skip(epicId, taskId),
  undo: (swarm, { epicId }) => swarm.undo(epicId),
  resolve: async (swarm, { epicId, taskId }) => asVersion(await swarm.resolve(epicId, taskId)),
  beginResolution: (swarm, { epicId, taskId }) => swarm.beginResolution(epicId, taskId),
  finishResolution: async (swarm, { epicId, taskId }) => asVersion(await swarm.finishResolution(epicId, taskId)),
  abortResolution: async (swarm, { epicId, taskId }) => asVersion(await swarm.abortResolution(epicId, taskId)),
  takeOut: async (swarm, { epicId, taskId }) => asVersion(await swarm.takeOut(epicId, taskId)),
  changes: (swarm, { epicId, taskId }) => swarm.changes(epicId, taskId),
  compare: (swarm, { epicId, taskId, against }) => swarm.compare(epicId, taskId, against),
  async blob(swarm, { id }) {
    const content = await swarm.blob(id);
    return content === null ? null : Buffer.from(content).toString("base64");
  },
  lineEdits: (swarm, { oldBlob, newBlob }) => swarm.lineEdits(oldBlob, newBlob),
  worktree: (swarm, { epicId, taskId }) => swarm.worktree(epicId, taskId),
  exportWork: (swarm, { epicId, taskId, ...wish }) => swarm.exportWork(epicId, taskId, wish),
  worktrees: (swarm) => swarm.worktrees(),
  async removeWorktree(swarm, { report }) {
    await swarm.removeWorktree(report);
    return null;
  },
  overlaps: (swarm) => swarm.overlaps(),
  tellOfOverlap: (swarm, name) => swarm.tellOfOverlap(name),
  leaveOverlap: (swarm, name) => swarm.leaveOverlap(name),
  uncommitted: (swarm) => swarm.uncommitted(),
  models: (swarm) => swarm.models(),
};
