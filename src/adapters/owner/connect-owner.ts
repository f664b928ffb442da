// The swarm of another process as if it were ours: it is looked at in the store's files, and what is wanted is asked of its owner.
import { randomUUID } from "node:crypto";
import type { JoinedSwarm } from "../../application/joined-swarm.ts";
import type { LiveSwarm } from "../../application/live-swarm.ts";
import type { Log } from "../../application/ports/ambient.ts";
import { errorOf } from "../../application/ports/breakdown.ts";
import { StoreError } from "../../application/ports/event-store.ts";
import { OwnerError, type OwnerReport } from "../../application/ports/owner.ts";
import type { Requested } from "../../application/refusal.ts";
import type { SwarmView } from "../../application/swarm.ts";
import type { EpicState } from "../../domain/epic-state.ts";
import type { RunningReport, StreamLine } from "../../owner-protocol.ts";
import { askOwner } from "./ask-owner.ts";
import { readClientRecord } from "./client-record.ts";
import { openOwnerStream } from "./owner-stream.ts";
import { lostOwner, ownerDetails, ownerName } from "./owner-words.ts";
import { openTold } from "./told.ts";

export interface ConnectRequest {
  /** Folder that holds everything of ours in the repository. */
  stateDir: string;
  /** Who holds the lock. */
  owner: OwnerReport;
  /** Opens the swarm as its files tell it. */
  openView(): Promise<SwarmView>;
  /** Is the lock still held by this process? */
  stillOwner(): Promise<boolean>;
  log: Log;
  /** Milliseconds without a word after which the owner counts as silent. Default: 6000. */
  silentMs?: number;
}

/** Closing ends the connection and the view; the owner goes on. Throws OwnerError. */
export async function connectOwner(request: ConnectRequest): Promise<JoinedSwarm> {
  const { owner, log, stillOwner, silentMs = 6_000 } = request;
  const record = readClientRecord(request.stateDir, owner);
  const told = openTold(log);
  const gone = new AbortController();
  let running: RunningReport = { version: -1, epics: [] };

  function takeRunning(report: RunningReport): void {
    if (report.version <= running.version) return;
    running = report;
    told.tell("running");
  }

  function takeLine(line: StreamLine): void {
    if (line.kind === "live") told.tell("live", line.about, line.text);
    if (line.kind === "trouble") told.tell("trouble", line.epic_id, errorOf(line.breakdown));
    if (line.kind === "overlaps") told.tell("overlaps", line.overlaps);
    if (line.kind === "running") takeRunning(line.running);
  }

  const stream = await openOwnerStream({
    record,
    owner,
    stillOwner,
    silentMs,
    onEvents: (events) => told.tell("events", events),
    onLine: takeLine,
    onNews: (kind, lastSeq) => {
      if (kind === "lost") gone.abort(lostOwner(owner));
      told.tell("news", kind === "lost" ? { kind, lastSeq } : { kind });
    },
  }).catch((error: unknown) => {
    if (error instanceof OwnerError) throw error;
    const message = `${ownerName(owner)} owns this swarm and cannot be reached.`;
    throw new OwnerError("unreachable", message, ownerDetails(owner), { cause: error });
  });
  // After the stream has begun, so that nothing is between the two.
  const view = await request.openView().catch((error: unknown) => {
    stream.close();
    throw error;
  });
  const ask = askOwner({ record, owner, signal: gone.signal, isSilent: stream.isSilent, onRunning: takeRunning });

  /**
   * The journal shows what is stored a moment before its owner acts on it. What is read here is given when the owner has told
   * of it, so that nobody is refused for what only they could know.
   */
  async function read<T>(reading: Promise<T>): Promise<T> {
    const value = await reading;
    await stream.reached(await view.lastSeq());
    return value;
  }

  /** The journal has what the owner answered with, so the epic is read there. */
  async function epicOf(epicId: string, asked: Promise<Requested<{ version: number }>>): Promise<Requested<EpicState>> {
    const said = await asked;
    if (!said.ok) return said;
    const epic = await read(view.epic(epicId));
    if (epic === null) throw new Error(`the journal has no epic ${epicId}`);
    return { ok: true, value: epic };
  }

  const land: LiveSwarm["land"] = (epicId, { signal, ...wish }) => {
    const call = randomUUID();
    // What became of the landing is told by its own answer.
    const cancel = (): void => void ask("cancel", { call }).catch(() => undefined);
    signal.addEventListener("abort", cancel, { once: true });
    if (signal.aborted) cancel();
    return epicOf(epicId, ask("land", { epicId, ...wish, call })).finally(() =>
      signal.removeEventListener("abort", cancel),
    );
  };

  async function close(): Promise<void> {
    stream.close();
    gone.abort(new StoreError("closed", "The swarm of another process was closed here."));
    await view.close();
  }

  return {
    root: stream.hello.root,
    owner: view.owner,
    epics: () => read(view.epics()),
    epic: (epicId) => read(view.epic(epicId)),
    asks: () => read(view.asks()),
    query: (sql, params) => read(view.query(sql, params)),
    lastSeq: () => read(view.lastSeq()),
    async *read(filter) {
      yield* view.read(filter);
      await stream.reached(await view.lastSeq());
    },
    ownedBy: owner,
    watch: (listener) => told.hear("events", listener),
    watchLive: (listener) => told.hear("live", listener),
    watchTrouble: (listener) => told.hear("trouble", listener),
    watchRunning: (listener) => told.hear("running", listener),
    watchOwner: told.hearNews,
    running: () => new Set(running.epics),
    overlaps: () => ask("overlaps", {}),
    watchOverlaps: (listener) => told.hear("overlaps", listener),
    tellOfOverlap: ({ epic_id, task_id, other_id }) => ask("tellOfOverlap", { epic_id, task_id, other_id }),
    leaveOverlap: ({ epic_id, task_id, other_id }) => ask("leaveOverlap", { epic_id, task_id, other_id }),
    uncommitted: () => ask("uncommitted", {}),
    models: () => ask("models", {}),
    start: (plan, options) => ask("start", { plan, options }),
    resume: (epicId, options) => epicOf(epicId, ask("resume", { epicId, options })),
    interrupt: (epicId) => epicOf(epicId, ask("interrupt", { epicId })),
    rest: async (epicId) => void (await read(ask("rest", { epicId }))),
    resumeTask: (epicId, taskId) => epicOf(epicId, ask("resumeTask", { epicId, taskId })),
    permit: (epicId, taskId, id, answer) => epicOf(epicId, ask("permit", { epicId, taskId, request: id, answer })),
    reply: (epicId, taskId, id, answers) => epicOf(epicId, ask("reply", { epicId, taskId, request: id, answers })),
    approve: (epicId, taskIds) => epicOf(epicId, ask("approve", { epicId, taskIds: [...taskIds] })),
    requestChanges: (epicId, taskId, review) => epicOf(epicId, ask("requestChanges", { epicId, taskId, review })),
    markReviewed: (epicId, taskId, path, blob) => epicOf(epicId, ask("markReviewed", { epicId, taskId, path, blob })),
    rejectPart: (epicId, taskId, { commit, part }) =>
      epicOf(epicId, ask("rejectPart", { epicId, taskId, wish: { commit, part: [...part] } })),
    takePart: (epicId, taskId, { commit, part }) =>
      epicOf(epicId, ask("takePart", { epicId, taskId, wish: { commit, part: [...part] } })),
    undoPart: (epicId, taskId) => epicOf(epicId, ask("undoPart", { epicId, taskId })),
    stop: (epicId, taskIds) => epicOf(epicId, ask("stop", { epicId, taskIds: [...taskIds] })),
    retry: (epicId, taskId, { fresh }) => epicOf(epicId, ask("retry", { epicId, taskId, fresh })),
    discard: (epicId, taskIds) => ask("discard", { epicId, taskIds: [...taskIds] }),
    land,
    undo: (epicId) => ask("undo", { epicId }),
    exportWork: (epicId, taskId, wish) => ask("exportWork", { epicId, taskId, ...wish }),
    skip: (epicId, taskId) => ask("skip", { epicId, taskId }),
    resolve: (epicId, taskId) => epicOf(epicId, ask("resolve", { epicId, taskId })),
    beginResolution: (epicId, taskId) => ask("beginResolution", { epicId, taskId }),
    finishResolution: (epicId, taskId) => epicOf(epicId, ask("finishResolution", { epicId, taskId })),
    abortResolution: (epicId, taskId) => epicOf(epicId, ask("abortResolution", { epicId, taskId })),
    takeOut: (epicId, taskId) => epicOf(epicId, ask("takeOut", { epicId, taskId })),
    changes: (epicId, taskId) => ask("changes", { epicId, taskId }),
    compare: (epicId, taskId, against) => ask("compare", { epicId, taskId, against }),
    async blob(id) {
      const content = await ask("blob", { id });
      return content === null ? null : new Uint8Array(Buffer.from(content, "base64"));
    },
    lineEdits: (oldBlob, newBlob) => ask("lineEdits", { oldBlob, newBlob }),
    worktree: (epicId, taskId) => ask("worktree", { epicId, taskId }),
    worktrees: () => ask("worktrees", {}),
    removeWorktree: async (report) => void (await ask("removeWorktree", { report })),
    close,
    // What works there works for its owner.
    leave: close,
  };
}
