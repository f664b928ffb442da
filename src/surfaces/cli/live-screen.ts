// The part of a terminal that is redrawn in place: at most ten times a second, and left as it was at the end.
import type { Output } from "./output.ts";

const hideCursor = "\u001b[?25l";
const showCursor = "\u001b[?25h";
const clearBelow = "\u001b[0J";
const up = (lines: number): string => (lines === 0 ? "\r" : `\r\u001b[${lines}A`);

const frameMs = 100;
/** Elapsed times move on though nothing happens. */
const idleMs = 1000;

export interface LiveScreen {
  /** Something changed: the frame is drawn again soon. */
  changed(): void;
  /** A line that stays, above the frame. */
  print(line: string): void;
  /** Takes the frame away so that somebody else can write; `resume` brings it back. */
  pause(): void;
  resume(): void;
  /** Draws the last frame if wanted, and gives the cursor back. Idempotent. */
  stop(last: readonly string[]): void;
}

/** `frame` gives the lines to show; each has to fit the terminal, or it cannot be taken away again. */
export function startLiveScreen(output: Output, frame: () => readonly string[]): LiveScreen {
  let drawn = 0;
  let paused = false;
  let stopped = false;
  let soon: NodeJS.Timeout | null = null;
  let lastDrawn = 0;

  const erase = (): string => (drawn === 0 ? "" : `${up(drawn)}${clearBelow}`);
  const draw = (): void => {
    if (soon !== null) clearTimeout(soon);
    soon = null;
    if (paused || stopped) return;
    const lines = frame();
    output.raw(`${erase()}${lines.map((line) => `${line}\n`).join("")}`);
    drawn = lines.length;
    lastDrawn = performance.now();
  };
  const takeAway = (): void => {
    output.raw(erase());
    drawn = 0;
  };
  const ticking = setInterval(() => {
    if (performance.now() - lastDrawn >= idleMs) draw();
  }, idleMs);
  ticking.unref();
  output.raw(hideCursor);
  draw();

  return {
    changed() {
      if (soon !== null || paused || stopped) return;
      soon = setTimeout(draw, Math.max(0, frameMs - (performance.now() - lastDrawn)));
    },
    print(line) {
      if (paused || stopped) return output.line(line);
      takeAway();
      output.line(line);
      draw();
    },
    pause() {
      if (paused || stopped) return;
      takeAway();
      output.raw(showCursor);
      paused = true;
    },
    resume() {
      if (!paused || stopped) return;
      paused = false;
      output.raw(hideCursor);
      draw();
    },
    stop(last) {
      if (stopped) return;
      if (!paused) takeAway();
      stopped = true;
      if (soon !== null) clearTimeout(soon);
      clearInterval(ticking);
      output.raw(`${last.map((line) => `${line}\n`).join("")}${showCursor}`);
    },
  };
}
