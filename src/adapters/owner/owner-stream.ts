// What the owner tells, over any number of connections: every event once and in order, until the owner is gone.
import { setTimeout as sleep } from "node:timers/promises";
import type { OwnerReport } from "../../application/ports/owner.ts";
import type { RecordedEvent } from "../../domain/events.ts";
import type { ClientRecord, StreamLine } from "../../owner-protocol.ts";
import { openLine, type OwnerLine } from "./owner-line.ts";
import { silentOwner } from "./owner-words.ts";

export interface StreamPace {
  /** Milliseconds without a word after which the owner counts as silent. */
  silentMs: number;
}

export interface OwnerStreamParts extends StreamPace {
  owner: OwnerReport;
  record: Pick<ClientRecord, "url" | "token">;
  /** The lock is still held by the process that was connected to. */
  stillOwner(): Promise<boolean>;
  onEvents(events: readonly RecordedEvent[]): void;
  /** Everything else but `hello` and `end`. */
  onLine(line: StreamLine): void;
  /** `lost` is the last word; `lastSeq` is the number of the last event that was told. */
  onNews(news: "silent" | "answers" | "lost", lastSeq: number): void;
}

export type Hello = Extract<StreamLine, { kind: "hello" }>;

export interface OwnerStream {
  readonly hello: Hello;
  isSilent(): boolean;
  /** Resolves when this event was told to the listeners, or when that may take longer than one should wait. */
  reached(seq: number): Promise<void>;
  close(): void;
}

/** Looks in the time that makes a silence: a process that slept itself has one look behind it, not all. */
const looks = 4;
const shortestWait = 20;
const longestWait = 1_000;
/** Milliseconds that one waits at most for what the owner has stored to be told by it. */
const tellingMs = 1_000;
/** Milliseconds after which a connection that breaks was a good one. */
const lasting = 1_000;

/** Throws OwnerError `silent` when the owner says nothing in `silentMs`; else what the connection throws. */
export async function openOwnerStream(parts: OwnerStreamParts): Promise<OwnerStream> {
  const closing = new AbortController();
  let last: number | null = null;
  let hello: Hello | null = null;
  let heard: () => void = () => undefined;
  const waiting = new Set<() => void>();
  let ended = false;
  let quiet = 0;
  let silent = false;

  function take(line: StreamLine, broken: () => void): void {
    switch (line.kind) {
      case "hello":
        hello ??= line;
        last ??= line.seq;
        heard();
        parts.onLine({ kind: "running", running: line.running });
        return;
      case "events": {
        const fresh = line.events.filter((event) => event.seq > (last ?? 0));
        if (fresh.length === 0) return;
        // Never seen; what would be left out is asked for again.
        if (fresh[0]?.seq !== (last ?? 0) + 1) return broken();
        last = fresh.at(-1)?.seq ?? last;
        parts.onEvents(fresh);
        for (const look of waiting) look();
        return;
      }
      case "end":
        ended = true;
        return broken();
      default:
        return parts.onLine(line);
    }
  }

  async function reached(seq: number): Promise<void> {
    if ((last ?? 0) >= seq || silent || closing.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        waiting.delete(look);
        clearTimeout(limit);
        resolve();
      };
      const look = (): void => void ((last ?? 0) >= seq && end());
      const limit = setTimeout(end, tellingMs);
      waiting.add(look);
    });
  }

  function answers(): void {
    quiet = 0;
    if (!silent) return;
    silent = false;
    parts.onNews("answers", last ?? 0);
  }

  async function connect(signal: AbortSignal): Promise<OwnerLine> {
    let line: OwnerLine | null = null;
    let broken = false;
    line = await openLine({
      ...parts.record,
      after: last,
      onBytes: answers,
      onLine: (said) => {
        if (!broken) take(said, () => ((broken = true), line?.close()));
      },
      signal,
    });
    if (broken) line.close();
    return line;
  }

  async function keep(first: OwnerLine): Promise<void> {
    let line = first;
    for (let tries = 0; !closing.signal.aborted;) {
      const since = performance.now();
      await line.ended;
      if (performance.now() - since > lasting) tries = 0;
      for (let open = false; !open;) {
        if (closing.signal.aborted) return;
        // Where nobody can tell, it is tried again.
        if (ended || !(await parts.stillOwner().catch(() => true))) return lose();
        if (tries > 0) await sleep(Math.random() * Math.min(longestWait, shortestWait * 2 ** tries));
        tries += 1;
        const next = await connect(closing.signal).catch(() => null);
        if (next !== null) [line, open] = [next, true];
      }
    }
  }

  function lose(): void {
    if (closing.signal.aborted) return;
    close();
    parts.onNews("lost", last ?? 0);
  }

  function look(): void {
    quiet += 1;
    if (quiet < looks || silent) return;
    silent = true;
    parts.onNews("silent", last ?? 0);
  }

  function close(): void {
    clearInterval(looking);
    closing.abort();
  }

  let looking: NodeJS.Timeout | undefined;
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    closing.abort();
  }, parts.silentMs);
  try {
    const greeted = new Promise<void>((resolve) => (heard = resolve));
    const first = await connect(closing.signal);
    await Promise.race([greeted, first.ended]);
    const greeting = hello as Hello | null;
    if (greeting === null) throw new Error("the owner's stream ended before it began");
    looking = setInterval(look, parts.silentMs / looks).unref();
    void keep(first);
    return { hello: greeting, isSilent: () => silent, reached, close };
  } catch (error) {
    close();
    throw late ? silentOwner(parts.owner) : error;
  } finally {
    clearTimeout(limit);
  }
}
