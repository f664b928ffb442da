// What one client is told, line by line: every stored event after the last one that it has, and what is never stored.
import type { ServerResponse } from "node:http";
import { breakdownOf } from "../../application/ports/breakdown.ts";
import type { LiveSwarm, Overlap } from "../../application/live-swarm.ts";
import type { RecordedEvent } from "../../domain/events.ts";
import type { RunningReport, StreamLine } from "../../owner-protocol.ts";
import { pacedWriter } from "./paced-writer.ts";

export interface StreamParts {
  swarm: LiveSwarm;
  running(): RunningReport;
  /** Milliseconds without anything to tell after which a sign of life goes out. */
  beatMs: number;
  /** Milliseconds that a client may take to read what was written. */
  patienceMs: number;
}

export interface EventStream {
  /** Resolves when nothing more is written. */
  readonly ended: Promise<void>;
  /** Tells what is left, and that it is the end. */
  end(): void;
}

/** More stored events than this are not kept for a client that is behind: it gets them from the store. */
const mostFresh = 1_000;
const mostTroubles = 100;
/** Characters of events after which a line is written. */
const lineLength = 256 * 1024;

export function streamEvents(out: ServerResponse, after: number | null, parts: StreamParts): EventStream {
  const { swarm } = parts;
  const writer = pacedWriter(out, parts.patienceMs);
  let fresh: RecordedEvent[] = [];
  /** The store has events that neither were told nor are in `fresh`. */
  let behind = true;
  let told = after ?? 0;
  let runningTold = -1;
  const lives = new Map<string, StreamLine>();
  let troubles: StreamLine[] = [];
  /** Those that were not told yet. */
  let overlaps: readonly Overlap[] | null = null;
  let ending = false;
  let wake: () => void = () => undefined;
  const write = (line: StreamLine): Promise<void> => writer.write(`${JSON.stringify(line)}\n`);

  const stops = [
    swarm.watch((events) => {
      if (fresh.length + events.length > mostFresh) {
        fresh = [];
        behind = true;
      } else fresh.push(...events);
      wake();
    }),
    swarm.watchLive((about, text) => {
      // Only the newest of each worker is worth anything.
      lives.set(`${about.epic_id}/${about.task_id}`, { kind: "live", about, text });
      wake();
    }),
    swarm.watchTrouble((epic_id, error) => {
      troubles = [...troubles, { kind: "trouble" as const, epic_id, breakdown: breakdownOf(error) }].slice(
        -mostTroubles,
      );
      wake();
    }),
    swarm.watchRunning(() => wake()),
    swarm.watchOverlaps((now) => {
      overlaps = now;
      wake();
    }),
  ];

  async function tellRunning(): Promise<void> {
    const running = parts.running();
    if (running.version === runningTold) return;
    runningTold = running.version;
    await write({ kind: "running", running });
  }

  async function tellEvents(events: AsyncIterable<RecordedEvent> | Iterable<RecordedEvent>): Promise<void> {
    let parts: string[] = [];
    let length = 0;
    const flush = async (): Promise<void> => {
      const line = `{"kind":"events","events":[${parts.join(",")}]}\n`;
      [parts, length] = [[], 0];
      await writer.write(line);
    };
    for await (const event of events) {
      if (event.seq <= told) continue;
      if (event.seq > told + 1) {
        behind = true;
        break;
      }
      const text = JSON.stringify(event);
      parts.push(text);
      told = event.seq;
      length += text.length;
      if (length >= lineLength) await flush();
    }
    if (length > 0) await flush();
  }

  async function tellAll(): Promise<void> {
    await tellRunning();
    while (behind && !writer.closed()) {
      [behind, fresh] = [false, []];
      await tellEvents(swarm.read({ afterSeq: told }));
    }
    const [events, signs, said] = [fresh, [...lives.values()], troubles];
    [fresh, troubles] = [[], []];
    lives.clear();
    if (events.length > 0) await tellEvents(events);
    for (const line of [...signs, ...said]) await write(line);
    const meeting = overlaps;
    overlaps = null;
    if (meeting !== null) await write({ kind: "overlaps", overlaps: [...meeting] });
  }

  async function run(): Promise<void> {
    const running = parts.running();
    runningTold = running.version;
    if (after === null) told = await swarm.lastSeq();
    await write({ kind: "hello", root: swarm.root, seq: told, running });
    while (!writer.closed()) {
      let beat: ReturnType<typeof setTimeout> | undefined;
      const quiet = Symbol("quiet");
      const awake = new Promise<void | typeof quiet>((resolve) => {
        wake = resolve;
        beat = setTimeout(() => resolve(quiet), parts.beatMs);
      });
      await tellAll();
      if (ending) return write({ kind: "end" });
      if (!behind && (await Promise.race([awake, writer.gone])) === quiet) await write({ kind: "beat" });
      clearTimeout(beat);
    }
  }

  const ended = run()
    .catch(() => out.destroy())
    .finally(() => stops.forEach((stop) => stop()))
    .then(() => void out.end());
  return {
    ended,
    end() {
      ending = true;
      wake();
    },
  };
}
