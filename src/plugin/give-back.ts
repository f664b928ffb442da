// Gives memory back that OpenCode needed for a worktree: by itself its engine keeps it until there is far more of it.

/** The part of Bun, in which OpenCode runs, that we use. */
interface Engine {
  /** Collects everything before it returns. */
  gc(now: true): void;
  /** Also forgets compiled code, and gives what is free back to the system. */
  shrink(): void;
}

export type Remedy = "none" | "collect" | "shrink";

/**
 * Bytes of growth that are worth a collection. One stands still for a tenth of a second, and a worktree leaves about 17 MB:
 * that is a tenth of a second in four to six workers.
 */
const worth = 64 * 2 ** 20;

/**
 * A collection leaves about 1 MB a worktree in pieces and in compiled code. Above the level before the first one by this many
 * bytes that goes too, for a second of processor time in which code is compiled again.
 */
const drift = 24 * 2 ** 20;

/** Says after each worktree what is to be done, from the bytes of memory that are held then. */
export function watchGrowth(): (held: number) => Remedy {
  let first: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  return (held) => {
    const level = Math.min(least, held);
    const grown = held - level >= worth;
    // What a collection gives back goes a moment later: the next look sees the level that it reached.
    least = grown ? Number.POSITIVE_INFINITY : level;
    if (!grown) return "none";
    first ??= level;
    return level > first + drift ? "shrink" : "collect";
  };
}

/** Milliseconds after which what belonged to a worktree is let go of everywhere. */
const letGo = 250;

const judge = watchGrowth();
let timer: NodeJS.Timeout | null = null;

function look(engine: Engine): void {
  timer = null;
  const remedy = judge(process.memoryUsage.rss());
  if (remedy === "none") return;
  engine.gc(true);
  if (remedy === "shrink") engine.shrink();
}

/** To be called when OpenCode has ended what it did for a worktree; once for those that end together. */
export function giveBackSoon(): void {
  const engine = (globalThis as { Bun?: Engine }).Bun;
  if (engine === undefined || timer !== null) return;
  timer = setTimeout(() => look(engine), letGo);
  timer.unref();
}
