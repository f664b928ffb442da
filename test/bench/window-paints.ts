// When a row of the panel showed something else: watched from within the webview's own document.
import type { Frame } from "playwright-core";

/** Another text of a task's row, and when the frame with it had been painted. */
export interface Paint {
  task: string;
  /** Milliseconds since the epoch, by the clock that all processes of this machine share. */
  at: number;
  text: string;
}

export type Watched = Record<"percent" | "activity", Paint[]>;

/**
 * A message that is posted in a frame is delivered behind its paint. The panel draws in animation frames; what would change
 * outside of one is painted in the next.
 */
const watch = `(() => {
  const texts = { percent: ".marks > span:first-child", activity: ".activity" };
  const painted = { percent: [], activity: [] };
  const shown = { percent: new Map(), activity: new Map() };
  window.paintsOfRows = painted;
  const ask = window.requestAnimationFrame.bind(window);
  const channel = new MessageChannel();
  const waiting = [];
  let inFrame = false;
  const behindPaint = () => channel.port2.postMessage(null);
  channel.port1.onmessage = () => {
    inFrame = false;
    const at = performance.timeOrigin + performance.now();
    for (const { kind, task, text } of waiting.splice(0)) painted[kind].push({ task, text, at });
  };
  window.requestAnimationFrame = (work) => ask((time) => {
    inFrame = true;
    behindPaint();
    work(time);
  });
  new MutationObserver(() => {
    for (const line of document.querySelectorAll("[role=treeitem][aria-level='2'][data-key]")) {
      const task = line.dataset.key.split("/")[1];
      for (const [kind, place] of Object.entries(texts)) {
        const text = line.querySelector(place)?.textContent ?? "";
        if (shown[kind].get(task) === text) continue;
        shown[kind].set(task, text);
        waiting.push({ kind, task, text });
      }
    }
    if (waiting.length === 0) return;
    if (inFrame) behindPaint(); else ask(behindPaint);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
})()`;

/** From now on. Returns what gives everything that was painted until then. */
export async function watchPaints(panel: Frame): Promise<() => Promise<Watched>> {
  await panel.evaluate(watch);
  return () => panel.evaluate<Watched>("window.paintsOfRows");
}
