// Messages of the host on their way to the screen: in order, once a frame, acknowledged when painted, asked for again when lost.
import { batch } from "@preact/signals";
import type { HostMessage, RowChange, WebviewMessage } from "../src/protocol.ts";
import type { Frames } from "./frames.ts";
import { parseHostMessage } from "./parse-message.ts";

type Snapshot = Extract<HostMessage, { type: "snapshot" }>;

/** What is done with messages that arrived whole. */
export interface Receiver {
  snapshot(message: Snapshot): void;
  /** False if they do not fit to what is there. */
  changes(changes: readonly RowChange[]): boolean;
  other(message: Exclude<HostMessage, { type: "snapshot" } | { type: "delta" }>): void;
}

export interface Inbox {
  take(data: unknown): void;
  stop(): void;
}

/** A snapshot that cannot be read is not asked for again at the speed at which it comes. */
const betweenResyncs = 1000;

/**
 * Milliseconds between a paint and its acknowledgement. What the host sends right after a paint waits a whole frame for the next
 * one; what it sends a little later is painted at the same time, and newer.
 */
const afterPaintMs = 5;

export function openInbox(frames: Frames, post: (message: WebviewMessage) => void, receiver: Receiver): Inbox {
  const waiting: HostMessage[] = [];
  let have = 0;
  /** Rows are not to be trusted until a snapshot comes. */
  let lost = true;
  let askedAt = Number.NEGATIVE_INFINITY;
  let askLater: ReturnType<typeof setTimeout> | null = null;
  let ackLater: ReturnType<typeof setTimeout> | undefined;

  const resync = (): void => {
    lost = true;
    if (askLater !== null) return;
    const ask = (): void => {
      askLater = null;
      if (!lost) return;
      askedAt = performance.now();
      post({ type: "resync", have });
    };
    const wait = askedAt + betweenResyncs - performance.now();
    if (wait <= 0) ask();
    else askLater = setTimeout(ask, wait);
  };

  const draw = (message: HostMessage): boolean => {
    switch (message.type) {
      case "snapshot":
        have = message.seq;
        lost = false;
        receiver.snapshot(message);
        return true;
      case "delta":
        if (lost || message.seq <= have) return false;
        if (message.seq > have + 1) {
          resync();
          return false;
        }
        have = message.seq;
        if (!receiver.changes(message.changes)) resync();
        return true;
      case "settings":
      case "banner":
      case "reveal":
        receiver.other(message);
        return false;
    }
  };

  const drawAll = (): void => {
    let drawn = false;
    batch(() => {
      for (const message of waiting.splice(0)) drawn = draw(message) || drawn;
    });
    if (!drawn) return;
    const seq = have;
    frames.afterPaint(() => {
      ackLater = setTimeout(() => post({ type: "ack", seq }), afterPaintMs);
    });
  };

  return {
    take(data) {
      const message = parseHostMessage(data);
      if (message === null) {
        resync();
        return;
      }
      waiting.push(message);
      if (waiting.length === 1) frames.schedule(drawAll);
    },
    stop() {
      if (askLater !== null) clearTimeout(askLater);
      clearTimeout(ackLater);
    },
  };
}
