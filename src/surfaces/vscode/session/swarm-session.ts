// The swarm of this window: ours, another process's that we look at, or none. The one place that opens and closes it.
import { StoreError } from "../../../application/ports/event-store.ts";
import type { Log } from "../../../application/ports/ambient.ts";
import type { LiveSwarm } from "../../../application/live-swarm.ts";
import type { OwnerReport } from "../../../application/ports/owner.ts";
import type { SwarmView } from "../../../application/swarm.ts";
import type { TaskAttempt } from "../../../application/execution-strategy.ts";
import type { RecordedEvent } from "../../../domain/events.ts";
import { createSignal, type Listen } from "../signal.ts";
import { createPicture, type Picture } from "./picture.ts";

/** A view on a swarm that another process owns. */
export interface FollowedSwarm extends SwarmView {
  follow(afterSeq: number, listener: (event: RecordedEvent) => void, onError: (error: unknown) => void): () => void;
}

export type SessionState =
  | { kind: "closed" }
  | { kind: "opening" }
  | { kind: "own"; swarm: LiveSwarm }
  | { kind: "other"; swarm: FollowedSwarm; owner: OwnerReport }
  | { kind: "broken"; error: unknown };

export interface SwarmSession {
  readonly picture: Picture;
  state(): SessionState;
  onDidChange: Listen<SessionState>;
  /** The swarm if this window owns it, else null. */
  live(): LiveSwarm | null;
  /** Opens the swarm of a repository, closing another one. The same one again: does nothing. */
  open(root: string): Promise<SessionState>;
  close(): Promise<void>;
  /** Newest sign of life of a worker. */
  onLive: Listen<{ task: TaskAttempt; text: string }>;
  /** An epic could not go on for a reason that no event tells. */
  onTrouble: Listen<{ epicId: string; error: unknown }>;
  /** Stored batches, once folded. */
  onEvents: Listen<readonly RecordedEvent[]>;
}

export interface SessionParts {
  openLive(root: string): Promise<LiveSwarm>;
  openView(root: string): Promise<FollowedSwarm>;
  log: Log;
  /** Milliseconds between two looks whether the other owner has ended; at least 2000. */
  ownerLookMs: number;
}

export function createSwarmSession(parts: SessionParts): SwarmSession {
  const picture = createPicture();
  const changed = createSignal<SessionState>();
  const live = createSignal<{ task: TaskAttempt; text: string }>();
  const trouble = createSignal<{ epicId: string; error: unknown }>();
  const stored = createSignal<readonly RecordedEvent[]>();
  let state: SessionState = { kind: "closed" };
  let root: string | null = null;
  let stops: (() => void)[] = [];
  /** Opening and closing happen one after the other. */
  let queue: Promise<unknown> = Promise.resolve();

  const set = (next: SessionState): SessionState => {
    state = next;
    changed.fire(next);
    return next;
  };
  const take = (events: readonly RecordedEvent[]): void => {
    picture.apply(events);
    stored.fire(events);
  };

  async function own(swarm: LiveSwarm): Promise<SessionState> {
    let early: (readonly RecordedEvent[])[] | null = [];
    stops.push(swarm.watch((events) => (early === null ? take(events) : void early.push(events))));
    stops.push(swarm.watchLive((task, text) => live.fire({ task, text })));
    stops.push(swarm.watchTrouble((epicId, error) => trouble.fire({ epicId, error })));
    await readAll(swarm);
    const waiting = early;
    early = null;
    waiting.forEach(take);
    return set({ kind: "own", swarm });
  }

  async function readAll(swarm: SwarmView): Promise<void> {
    const batch: RecordedEvent[] = [];
    for await (const event of swarm.read()) batch.push(event);
    picture.apply(batch);
  }

  async function look(dir: string): Promise<SessionState> {
    const swarm = await parts.openView(dir);
    const owner = await swarm.owner();
    await readAll(swarm);
    const onError = (error: unknown): void => parts.log.warn("following the owner", { error: String(error) });
    stops.push(swarm.follow(picture.lastSeq(), (event) => take([event]), onError));
    const timer = setInterval(() => void lookForOwner(dir, swarm), parts.ownerLookMs);
    stops.push(() => clearInterval(timer));
    return set({ kind: "other", swarm, owner: owner ?? { pid: 0, command: "", since: "" } });
  }

  /** When the other owner has ended, the swarm becomes ours. */
  async function lookForOwner(dir: string, swarm: FollowedSwarm): Promise<void> {
    const owner = await swarm.owner().catch(() => null);
    if (owner !== null || root !== dir || state.kind !== "other") return;
    await inTurn(async () => {
      if (root !== dir || state.kind !== "other") return;
      await release();
      await begin(dir);
    });
  }

  async function begin(dir: string): Promise<SessionState> {
    root = dir;
    set({ kind: "opening" });
    try {
      return await own(await parts.openLive(dir));
    } catch (error) {
      const owned = error instanceof StoreError && error.reason === "owned";
      return owned ? look(dir).catch(broken) : broken(error);
    }
  }

  function broken(error: unknown): SessionState {
    parts.log.warn("the swarm could not be opened", { error: String(error) });
    root = null;
    return set({ kind: "broken", error });
  }

  async function release(): Promise<void> {
    const held = state;
    stops.forEach((stop) => stop());
    stops = [];
    // Workers go on: this window may only be reloaded, and finds them again.
    if (held.kind === "own") await held.swarm.leave();
    if (held.kind === "other") await held.swarm.close();
  }

  function inTurn<T>(step: () => Promise<T>): Promise<T> {
    const next = queue.then(step, step);
    queue = next.catch(() => undefined);
    return next;
  }

  return {
    picture,
    state: () => state,
    onDidChange: changed.listen,
    live: () => (state.kind === "own" ? state.swarm : null),
    onLive: live.listen,
    onTrouble: trouble.listen,
    onEvents: stored.listen,
    open: (dir) =>
      inTurn(async () => {
        if (root === dir && state.kind !== "closed") return state;
        await release();
        picture.clear();
        return begin(dir);
      }),
    close: () =>
      inTurn(async () => {
        await release();
        root = null;
        picture.clear();
        set({ kind: "closed" });
      }),
  };
}
