// An owner that slept so long that it was thought to have ended, and whose place was taken: it sees that, and lets the swarm go.
import type { JoinedSwarm, OwnerNews } from "../../application/joined-swarm.ts";
import type { LiveSwarm } from "../../application/live-swarm.ts";
import type { Log } from "../../application/ports/ambient.ts";
import type { OwnerReport } from "../../application/ports/owner.ts";
import { ownerName } from "./owner-words.ts";

export interface WatchedPlace extends Pick<JoinedSwarm, "watchOwner"> {
  end(): void;
}

/** Milliseconds between two looks. */
const lookEveryMs = 1_000;

/** Tells once when another process has taken the place of this one. `present`: who holds the lock, which is this process now. */
export async function watchPlace(
  swarm: Pick<LiveSwarm, "lastSeq" | "watch">,
  present: () => Promise<OwnerReport | null>,
  log: Log,
): Promise<WatchedPlace> {
  const mine = await present().catch(() => null);
  const listeners = new Set<(news: OwnerNews) => void>();
  let last = await swarm.lastSeq();
  let lost = false;
  const unhear = swarm.watch((events) => void (last = events.at(-1)?.seq ?? last));

  async function taker(): Promise<OwnerReport | null> {
    // Where it cannot be read nobody has taken it: a folder may be away, and come back.
    const now = await present().catch(() => null);
    if (now === null || mine === null) return null;
    return now.pid === mine.pid && now.since === mine.since ? null : now;
  }

  async function look(): Promise<void> {
    const now = await taker();
    if (lost || now === null) return;
    lost = true;
    end();
    log.warn(`${ownerName(now)} has taken over the swarm, and this process lets it go`);
    for (const listener of listeners) listener({ kind: "lost", lastSeq: last });
  }

  const timer = setInterval(() => void look(), lookEveryMs).unref();
  function end(): void {
    clearInterval(timer);
    unhear();
  }

  return {
    end,
    watchOwner(listener) {
      listeners.add(listener);
      if (lost) queueMicrotask(() => listener({ kind: "lost", lastSeq: last }));
      return () => void listeners.delete(listener);
    },
  };
}
