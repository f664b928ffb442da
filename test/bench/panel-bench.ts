// The panel under a storm: 5,000 rows of which 5,000 change every second, in a real browser, seen from outside of the page's code.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { resolve } from "node:path";
import { openPanelBrowser } from "../support/webview-page.ts";
import { epicRow, taskRow } from "../support/panel-rows.ts";
import type { Figure } from "./report.ts";
import { mean, percentile } from "./statistics.ts";

interface Storm {
  /** Milliseconds of our script in each frame in which it did anything: parsing, folding, drawing. */
  frames: number[];
  /** Milliseconds from a change to the paint that shows it. */
  latencies: number[];
  /** Milliseconds of each task of 50 ms or more. */
  longTasks: number[];
  acknowledged: number;
}

/**
 * Runs before the page's scripts: times what they do with messages and frames, and nothing of what the driver does. `paintedAt` is
 * the last paint: a message posted in a frame is delivered behind its paint.
 */
const stopwatch = `
  const watch = { frame: 0, frames: [], on: false, paintedAt: 0 };
  const paint = new MessageChannel();
  paint.port1.onmessage = () => { watch.paintedAt = performance.now(); };
  window.watch = watch;
  const timed = (work) => function (...values) {
    const from = performance.now();
    try { return work.apply(this, values); } finally { watch.frame += performance.now() - from; }
  };
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (work) => ask(timed(work));
  const listen = window.addEventListener.bind(window);
  window.addEventListener = (type, work, ...others) => listen(type, type === "message" ? timed(work) : work, ...others);
  const close = () => {
    if (watch.on && watch.frame > 0) watch.frames.push(watch.frame);
    watch.frame = 0;
    paint.port2.postMessage(0);
    ask(close);
  };
  ask(close);
`;

/**
 * Plays the host's feed: merges what changes while a message is under way, and sends one a frame and one unacknowledged.
 * Of `churn` changes one brings a row and one takes a row away; 0: rows only change.
 */
const storm = (rows: number, perSecond: number, seconds: number, churn: number): string => `(async () => {
  let dice = 1;
  const roll = (sides) => { dice = (dice * 1103515245 + 12345) & 0x7fffffff; return dice % sides; };
  const epic = ${JSON.stringify(epicRow("ep"))};
  const model = ${JSON.stringify(taskRow("ep/model", { cost: 0.1, status: "working" }))};
  const keys = Array.from({ length: ${rows} }, (_, index) => index % 500 === 0 ? "ep" + index : "ep" + (index - index % 500) + "/t" + index);
  const rowOf = (key, number) => key.includes("/")
    ? { ...model, key, parent: key.split("/")[0], title: "Task " + key, activity: "Edits src/file-" + number + ".ts", cost: number / 1000,
        status: ["working", "working", "retrying", "starting"][number % 4], since: Date.now() - number }
    : { ...epic, key, title: "Epic " + key, attention: number % 5 };
  const settings = { showCost: "both", density: "comfortable", announce: "attention" };
  let seq = 1;
  let under = null, resolveFirst;
  const first = new Promise((resolve) => { resolveFirst = resolve; });
  let pending = new Map(), stamps = [];
  const latencies = [], longTasks = [];
  let acknowledged = 0, running = false;
  new PerformanceObserver((list) => { if (running) for (const { duration } of list.getEntries()) longTasks.push(duration); }).observe({ type: "longtask" });
  const send = () => {
    if (under !== null || pending.size === 0) return;
    seq += 1;
    under = { seq, stamps };
    const changes = [...pending.values()];
    pending = new Map(); stamps = [];
    window.postMessage({ type: "delta", seq, changes }, "*");
  };
  played.sent.push = (message) => {
    if (message.type === "resync") throw new Error("the page lost something");
    if (message.type !== "ack") return 0;
    if (message.seq === 1) resolveFirst();
    if (under !== null && message.seq === under.seq) {
      // What is acknowledged was painted at the last paint, or before it.
      if (running) { acknowledged += 1; for (const at of under.stamps) latencies.push(watch.paintedAt - at); }
      under = null;
      send();
    }
    return 0;
  };
  window.postMessage({ type: "snapshot", seq: 1, rows: keys.map((key, index) => rowOf(key, index)), settings, strings: {}, banner: null }, "*");
  await first;
  await new Promise((resolve) => setTimeout(resolve, 500));
  running = true; watch.on = true;
  const from = performance.now();
  let made = 0, added = 0;
  const tick = new MessageChannel();
  await new Promise((resolve) => {
    tick.port1.onmessage = () => setTimeout(() => {
      const now = performance.now();
      if (now - from >= ${seconds * 1000}) return resolve();
      const due = Math.floor((now - from) * ${perSecond} / 1000);
      for (; made < due; made += 1) {
        stamps.push(from + made * 1000 / ${perSecond});
        const key = keys[roll(keys.length)];
        // A row more or less: other lines are to be drawn.
        if (${churn} > 0 && made % ${churn} === 0) { const fresh = key.split("/")[0] + "/n" + (added += 1); keys.push(fresh); pending.set(fresh, { op: "put", row: rowOf(fresh, made), after: key.split("/")[0] }); }
        else if (${churn} > 0 && made % ${churn} === ${churn / 2}) { const old = keys.splice(1 + roll(400), 1)[0]; if (old.includes("/")) pending.set(old, { op: "remove", key: old }); else keys.push(old); }
        else { const known = pending.get(key); pending.set(key, { op: "put", row: rowOf(key, made), after: known?.after ?? null }); }
      }
      send();
      tick.port2.postMessage(0);
    }, 1);
    tick.port2.postMessage(0);
  });
  running = false; watch.on = false;
  return { frames: watch.frames, latencies, longTasks, acknowledged };
})()`;

const kib = (name: string): { raw: number; zipped: number } => {
  const content = readFileSync(resolve("dist", name));
  return { raw: content.length / 1024, zipped: gzipSync(content).length / 1024 };
};

const storming = "5,000 rows × 5,000 changes/s";

async function storms(seconds: number, churn: number): Promise<Storm & { nodes: number }> {
  const browser = await openPanelBrowser();
  try {
    const panel = await browser.open({ init: stopwatch, viewport: { width: 300, height: 900 } });
    const measured = await panel.page.evaluate<Storm>(storm(5000, 5000, seconds, churn));
    const nodes = await panel.page.evaluate<number>("document.querySelectorAll('*').length");
    await panel.close();
    return { ...measured, nodes };
  } finally {
    await browser.close();
  }
}

const figure = (what: string, ours: number, unit: Figure["unit"], limit: number | null, note: string): Figure => ({
  part: "panel",
  what,
  ours,
  beside: null,
  unit,
  gate: limit === null ? null : { of: "ours", limit, is: "at most" },
  note,
});

/** Of one storm; the gates are for rows that change, and are told and not set for rows that come and go. */
function figuresOf({ frames, latencies, longTasks }: Storm, words: string, gated: boolean): Figure[] {
  const gate = (limit: number): number | null => (gated ? limit : null);
  return [
    figure(`${words}: script a frame, mean`, mean(frames), "ms", gate(2), `${storming}, ${frames.length} frames`),
    figure(
      `${words}: script a frame, p95`,
      percentile(frames, 0.95),
      "ms",
      null,
      `median ${percentile(frames, 0.5).toFixed(1)} ms, longest ${Math.max(...frames).toFixed(1)} ms`,
    ),
    figure(
      `${words}: tasks of 50 ms and more`,
      longTasks.length,
      "tasks",
      gate(0),
      longTasks.map(Math.round).join(", "),
    ),
    figure(
      `${words}: change to paint, p95`,
      percentile(latencies, 0.95),
      "ms",
      gate(35),
      `median ${percentile(latencies, 0.5).toFixed(1)} ms`,
    ),
  ];
}

export async function benchPanel(quick: boolean): Promise<{ figures: Figure[]; details: unknown }> {
  const seconds = quick ? 3 : 10;
  const changing = await storms(seconds, 0);
  const churning = await storms(seconds, 100);
  const script = kib("webview.js");
  const styles = kib("webview.css");
  return {
    figures: [
      ...figuresOf(changing, "rows change", true),
      ...figuresOf(churning, "and one in fifty comes or goes", false),
      figure("elements in the document", changing.nodes, "nodes", null, "of 5,000 rows"),
      figure("webview.js", script.raw, "KiB", null, `${script.zipped.toFixed(0)} KiB gzipped`),
      figure("webview.css", styles.raw, "KiB", null, `${styles.zipped.toFixed(0)} KiB gzipped`),
    ],
    details: [changing, churning].map(({ frames, latencies, longTasks, acknowledged }) => ({
      seconds,
      acknowledged,
      changes: latencies.length,
      frames: frames.length,
      longTasks,
    })),
  };
}
