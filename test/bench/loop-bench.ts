// How long the event loop is held up while 5,000 events a second arrive, whether or not the store keeps up with them.
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { openStore } from "../../src/adapters/store/open-store.ts";
import type { PendingEvent } from "../../src/domain/events.ts";
import { allTables } from "../../src/domain/projections/all-tables.ts";
import { eventsOfRuns } from "./bench-events.ts";
import type { Figure } from "./report.ts";
import { median, percentile } from "./statistics.ts";
import { workFolder } from "./work-folder.ts";

const perSecond = 5000;

interface Round {
  /** Milliseconds between two ticks of a timer of one millisecond, so that 1 is no delay. */
  p50: number;
  p99: number;
  max: number;
  events: number;
  seconds: number;
}

/** Hands out events at the given rate by the clock, and looks at the loop meanwhile. */
async function openLoop(seconds: number, take: (event: PendingEvent) => void): Promise<Round> {
  const source = eventsOfRuns();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const from = performance.now();
  let events = 0;
  delay.enable();
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - from) / 1000) * perSecond);
    for (; events < due; events += 1) take(source.next().value);
  }, 1);
  await wait(seconds * 1000);
  clearInterval(timer);
  delay.disable();
  const ms = (nanoseconds: number): number => nanoseconds / 1e6;
  const took = (performance.now() - from) / 1000;
  return { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max), events, seconds: took };
}

export async function benchLoop(quick: boolean): Promise<{ figures: Figure[]; details: unknown }> {
  const folder = await workFolder();
  const store = await openStore({
    dir: join(folder.path, "store"),
    projections: allTables,
    owner: { command: "npm run bench" },
  });
  const seconds = quick ? 1 : 8;
  const rounds: { idle: Round; load: Round }[] = [];
  const acks: number[] = [];
  let failed = 0;
  const append = (event: PendingEvent): void => {
    const from = performance.now();
    store.append(event.epic_id, "any", [event]).then(
      () => acks.push(performance.now() - from),
      () => (failed += 1),
    );
  };
  try {
    // The first second compiles code and says nothing about the hours after it.
    await openLoop(quick ? 0.5 : 3, append);
    acks.length = 0;
    for (let round = 0; round < (quick ? 1 : 4); round += 1) {
      const idle = await openLoop(seconds, () => undefined);
      const load = await openLoop(seconds, append);
      rounds.push({ idle, load });
    }
  } finally {
    await store.close();
    folder.remove();
  }
  const load = rounds.map((round) => round.load);
  const idle = rounds.map((round) => round.idle);
  const rate = Math.round(median(load.map((one) => one.events / one.seconds)));
  const ack = { p50: percentile(acks, 0.5), p99: percentile(acks, 0.99), stored: acks.length, failed };
  const figure = (what: string, of: "p50" | "p99", limit: number | null, note: string): Figure => ({
    part: "loop",
    what,
    ours: median(load.map((one) => one[of])),
    beside: median(idle.map((one) => one[of])),
    unit: "ms",
    gate: limit === null ? null : { of: "ours", limit, is: "at most" },
    note,
  });
  const words = `${rate} events/s stored one by one, ${failed} failed; ack p50 ${ack.p50.toFixed(2)}, p99 ${ack.p99.toFixed(2)} ms; snapshots included`;
  return {
    figures: [
      figure(`loop delay p99 at ${perSecond} events/s, beside nothing stored`, "p99", 3, words),
      figure("the same, p50", "p50", null, "1.0 ms is the timer itself"),
    ],
    details: { rounds, ack },
  };
}
