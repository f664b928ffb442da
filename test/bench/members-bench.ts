// How much later another process hears of an event than the window of the owner does: over loopback, by one clock.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { quietSwarm } from "../support/quiet-swarm.ts";
import { bundleProgram } from "../support/store-bundle.ts";
import type { Figure } from "./report.ts";
import { percentile } from "./statistics.ts";
import { workFolder } from "./work-folder.ts";

/** Milliseconds by the clock that both processes have. */
const now = (): number => performance.timeOrigin + performance.now();

/** A client in its own process; `heardAt` fills with the time of each event. */
async function startClient(program: string, dir: string, env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [program, dir], { env, stdio: ["pipe", "pipe", "inherit"] });
  const heardAt = new Map<number, number>();
  const lines = createInterface({ input: child.stdout });
  const joined = once(lines, "line");
  lines.on("line", (line) => {
    for (const [seq, at] of JSON.parse(line) as [number, number][]) heardAt.set(seq, at);
  });
  await joined;
  return {
    heardAt,
    async stop() {
      const gone = once(child, "exit");
      child.stdin.end();
      await gone;
    },
  };
}

/** One mark a pause, or several at once; the milliseconds between the owner's listener and the client's, by event. */
async function delays(marks: number, atOnce: number, pauseMs: number, program: string): Promise<number[]> {
  const quiet = await quietSwarm();
  try {
    const owner = await quiet.join({ pace: {} });
    const ownAt = new Map<number, number>();
    owner.watch((events) => events.forEach(({ seq }) => ownAt.set(seq, now())));
    const client = await startClient(program, quiet.person.repository, quiet.person.env);
    for (let at = 0; at < marks; at += atOnce) {
      const batch = Array.from({ length: atOnce }, (_, index) =>
        owner.markReviewed(quiet.epicId, "a", `file-${at + index}.ts`, `blob-${at + index}`),
      );
      await Promise.all(batch);
      await wait(pauseMs);
    }
    while (client.heardAt.size < ownAt.size) await wait(10);
    await client.stop();
    await owner.close();
    return [...ownAt].map(([seq, at]) => (client.heardAt.get(seq) ?? Infinity) - at);
  } finally {
    quiet.remove();
  }
}

export async function benchMembers(quick: boolean): Promise<{ figures: Figure[]; details: unknown }> {
  const folder = await workFolder();
  mkdirSync(join(folder.path, "client"));
  const program = await bundleProgram(resolve("test/bench/member-child.ts"), join(folder.path, "client"));
  const marks = quick ? 100 : 1000;
  try {
    const single = await delays(marks, 1, 5, program);
    const batched = await delays(marks, 20, 20, program);
    const figure = (what: string, measured: number[], limit: number | null): Figure => ({
      part: "members",
      what,
      ours: percentile(measured, 0.95),
      beside: null,
      unit: "ms",
      gate: limit === null ? null : { of: "ours", limit, is: "at most" },
      note: `p50 ${percentile(measured, 0.5).toFixed(1)}, longest ${Math.max(...measured).toFixed(1)} ms; n ${measured.length}`,
    });
    return {
      figures: [
        figure("the owner's window hears an event → a client does, p95", single, 10),
        figure("the same, twenty events at once", batched, 10),
      ],
      details: { single, batched },
    };
  } finally {
    folder.remove();
  }
}
