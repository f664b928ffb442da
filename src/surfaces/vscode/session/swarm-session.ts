// The swarm of this window: owned here or by another process, or none. The one place that opens and closes it.
import type { JoinedSwarm } from "../../../application/joined-swarm.ts";
import type { LiveSwarm, Overlap } from "../../../application/live-swarm.ts";
import type { Log } from "../../../application/ports/ambient.ts";
import type { OwnerError, OwnerReport } from "../../../application/ports/owner.ts";
import type { TaskAttempt } from "../../../application/execution-strategy.ts";
import type { RecordedEvent } from "../../../domain/events.ts";
import { createSignal, type Listen } from "../signal.ts";
import { createPicture, type Picture } from "./picture.ts";
import { seekSwarm, type JoinWish } from "./seek-swarm.ts";

export type SessionState =
  | { kind: "closed" }
  | { kind: "opening" }
  /** `owner`: the other process that owns it, null: this window does. `answers`: it can be spoken to now. */
  | { kind: "open"; swarm: LiveSwarm; owner: OwnerReport | null; answers: boolean }
  /** Another process owns it and cannot be spoken to. It is tried again until it can, or until it has ended. */
  | { kind: "waiting"; error: OwnerError }
  | { kind: "broken"; error: unknown };

export interface SwarmSession {
  readonly picture: Picture;
  state(): SessionState;
  onDidChange: Listen<SessionState>;
  /** The swarm as long as things can be done with it, else null. */
  live(): LiveSwarm | null;
  /** Opens the swarm of a repository, closing another one. The same one again: does nothing. */
  open(root: string): Promise<SessionState>;
  close(): Promise<void>;
  /** Newest sign of life of a worker. */
  onLive: Listen<{ task: TaskAttempt; text: string }>;
  /** Works that would conflict as they stand. */
  overlaps(): readonly Overlap[];
  /** They have changed: those of before and those of now. */
  onOverlaps: Listen<readonly Overlap[]>;
  /** An epic could not go on for a reason that no event tells. */
  onTrouble: Listen<{ epicId: string; error: unknown }>;
  /** Stored batches, once folded. */
  onEvents: Listen<readonly RecordedEvent[]>;
}

export interface SessionParts {
  /** Tries until it has a place in the swarm; throws the signal's reason, or why there is none. */
  join(root: string, wish: JoinWish): Promise<JoinedSwarm>;
  log: Log;
  /** Milliseconds after which a person is told that the owner cannot be reached. */
  tellAfterMs: number;
}

export function createSwarmSession(parts: SessionParts): SwarmSession {
  const picture = createPicture();
  const changed = createSignal<SessionState>();
  const live = createSignal<{ task: TaskAttempt; text: string }>();
  const trouble = createSignal<{ epicId: string; error: unknown }>();
  const overlapping = createSignal<readonly Overlap[]>();
  let overlaps: readonly Overlap[] = [];
  const stored = createSignal<readonly RecordedEvent[]>();
  let state: SessionState = { kind: "closed" };
  let root: string | null = null;
  let joined: JoinedSwarm | null = null;
  /** What goes on to find a place; aborted when it is no longer wanted. */
  let seeking: AbortController | null = null;
  /** Resolves when it has one, has none, or takes its time. */
  let outcome: Promise<void> = Promise.resolve();
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

  function takeOverlaps(now: readonly Overlap[]): void {
    const before = overlaps;
    overlaps = now;
    if (before.length + now.length > 0) overlapping.fire([...before, ...now]);
  }

  /** What is stored already, then what was told meanwhile, then what comes. */
  async function listen(swarm: JoinedSwarm): Promise<void> {
    let early: (readonly RecordedEvent[])[] | null = [];
    stops.push(swarm.watch((events) => (early === null ? take(events) : void early.push(events))));
    stops.push(swarm.watchLive((task, text) => live.fire({ task, text })));
    stops.push(swarm.watchOverlaps(takeOverlaps));
    stops.push(swarm.watchTrouble((epicId, error) => trouble.fire({ epicId, error })));
    const known = picture.lastSeq();
    const past: RecordedEvent[] = [];
    for await (const event of swarm.read({ afterSeq: known })) past.push(event);
    // Of a swarm that was shown before, what came since is news.
    if (known > 0) take(past);
    else picture.apply(past);
    const waiting = early;
    early = null;
    waiting.forEach(take);
  }

  async function enter(dir: string, swarm: JoinedSwarm): Promise<void> {
    let answers = true;
    const show = (): SessionState => set({ kind: "open", swarm, owner: swarm.ownedBy, answers });
    stops.push(
      swarm.watchOwner((news) => {
        if (news.kind === "lost") return void inTurn(() => joinAgain(dir, swarm));
        answers = news.kind === "answers";
        if (joined === swarm) show();
      }),
    );
    try {
      await listen(swarm);
    } catch (error) {
      await letGo(swarm);
      throw error;
    }
    joined = swarm;
    show();
    swarm.overlaps().then(
      (now) => joined === swarm && takeOverlaps(now),
      (error: unknown) => parts.log.warn("overlaps are not known", { error: String(error) }),
    );
  }

  /** The owner has gone: this window or another takes its place. What is shown stays meanwhile. */
  async function joinAgain(dir: string, lost: JoinedSwarm): Promise<void> {
    if (joined !== lost) return;
    await release();
    outcome = seek(dir);
  }

  /** Resolves when there is a place, or none, or a person has to know that it takes its time. */
  function seek(dir: string): Promise<void> {
    const mine = new AbortController();
    seeking = mine;
    const { signal } = mine;
    return new Promise((resolve) => {
      const onLate = (error: OwnerError): void => {
        if (state.kind !== "waiting" || state.error.message !== error.message) set({ kind: "waiting", error });
        resolve();
      };
      seekSwarm({ join: (wish) => parts.join(dir, wish), tellAfterMs: parts.tellAfterMs, onLate, signal })
        .then((swarm) => inTurn(() => (signal.aborted ? swarm.leave() : enter(dir, swarm))))
        .catch((error: unknown) => void (signal.aborted || broken(error)))
        .finally(resolve);
    });
  }

  function broken(error: unknown): SessionState {
    parts.log.warn("the swarm could not be opened", { error: String(error) });
    root = null;
    return set({ kind: "broken", error });
  }

  /** Workers go on: this window may only be reloaded, and finds them again. */
  async function release(): Promise<void> {
    const held = joined;
    joined = null;
    if (held !== null) await letGo(held);
  }

  async function letGo(swarm: JoinedSwarm): Promise<void> {
    stops.forEach((stop) => stop());
    stops = [];
    takeOverlaps([]);
    // What cannot be closed, as in a folder that was taken away, must not stay in the way.
    await swarm.leave().catch((error: unknown) => parts.log.warn("leaving the swarm", { error: String(error) }));
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
    live: () => joined,
    onLive: live.listen,
    overlaps: () => overlaps,
    onOverlaps: overlapping.listen,
    onTrouble: trouble.listen,
    onEvents: stored.listen,
    async open(dir) {
      if (root !== dir) seeking?.abort();
      await inTurn(async () => {
        if (root === dir && state.kind !== "closed") return;
        await release();
        picture.clear();
        root = dir;
        set({ kind: "opening" });
        outcome = seek(dir);
      });
      await outcome;
      return state;
    },
    close() {
      seeking?.abort();
      return inTurn(async () => {
        await release();
        root = null;
        picture.clear();
        set({ kind: "closed" });
      });
    },
  };
}
