// Writes no faster than the other side reads, and gives it up when it does not read for too long.
import type { Writable } from "node:stream";

export interface PacedWriter {
  /** Resolves when more may be written, or nothing more will be. */
  write(text: string): Promise<void>;
  closed(): boolean;
  /** Resolves when the other side has gone, or was given up. */
  readonly gone: Promise<void>;
}

/** `patienceMs`: how long what was written may stay unread. */
export function pacedWriter(out: Writable, patienceMs: number): PacedWriter {
  let closed = out.destroyed;
  const gone = new Promise<void>((resolve) => {
    const close = (): void => {
      closed = true;
      resolve();
    };
    out.once("close", close);
    out.once("error", close);
    if (closed) resolve();
  });

  async function drained(): Promise<void> {
    const giveUp = setTimeout(() => out.destroy(), patienceMs);
    try {
      await Promise.race([new Promise<void>((resolve) => void out.once("drain", resolve)), gone]);
    } finally {
      clearTimeout(giveUp);
    }
  }

  return {
    gone,
    closed: () => closed,
    async write(text) {
      if (closed || out.write(text)) return;
      await drained();
    },
  };
}
