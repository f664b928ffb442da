// Who wants to hear what the owner tells; one listener that throws keeps nothing from the others.
import { EventEmitter } from "node:events";
import type { TaskAttempt } from "../../application/execution-strategy.ts";
import type { Overlap } from "../../application/live-swarm.ts";
import type { OwnerNews } from "../../application/joined-swarm.ts";
import type { Log } from "../../application/ports/ambient.ts";
import type { RecordedEvent } from "../../domain/events.ts";

interface Said {
  events: [readonly RecordedEvent[]];
  live: [TaskAttempt, string];
  trouble: [string, unknown];
  running: [];
  overlaps: [readonly Overlap[]];
  news: [OwnerNews];
}

export interface Told {
  tell<K extends keyof Said>(name: K, ...said: Said[K]): void;
  /** Returns what stops it. */
  hear<K extends keyof Said>(name: K, listener: (...said: Said[K]) => void): () => void;
  /** As `hear`, and calls back soon with what became of the owner before. */
  hearNews(listener: (news: OwnerNews) => void): () => void;
}

export function openTold(log: Log): Told {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  let news: OwnerNews = { kind: "answers" };

  const safe =
    (listener: (...said: never[]) => void) =>
    (...said: unknown[]): void => {
      try {
        listener(...(said as never[]));
      } catch (error) {
        log.warn("a listener of the swarm failed", { error: String(error) });
      }
    };

  function hear<K extends keyof Said>(name: K, listener: (...said: Said[K]) => void): () => void {
    // Its own function object, so that one listener can be added twice.
    const own = safe(listener as (...said: never[]) => void);
    emitter.on(name, own);
    return () => void emitter.off(name, own);
  }

  return {
    hear,
    tell(name, ...said) {
      if (name === "news") [news] = said as Said["news"];
      emitter.emit(name, ...said);
    },
    hearNews(listener) {
      if (news.kind !== "answers") queueMicrotask(() => safe(listener)(news));
      return hear("news", listener);
    },
  };
}
