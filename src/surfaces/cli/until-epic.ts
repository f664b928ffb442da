// Waits until an epic is as wanted, looked at now and after each stored batch.
import type { LiveSwarm } from "../../application/live-swarm.ts";
import type { EpicState } from "../../domain/epic-state.ts";

/** Resolves at once when the signal is aborted. */
export async function untilEpic(
  swarm: Pick<LiveSwarm, "watch" | "epic">,
  epicId: string,
  wanted: (epic: EpicState) => boolean,
  signal: AbortSignal,
): Promise<void> {
  let wake: () => void = () => undefined;
  const stop = swarm.watch(() => wake());
  const onAbort = (): void => wake();
  signal.addEventListener("abort", onAbort);
  try {
    while (!signal.aborted) {
      const changed = new Promise<void>((resolve) => (wake = resolve));
      const epic = await swarm.epic(epicId);
      if (epic === null || wanted(epic)) return;
      await changed;
    }
  } finally {
    stop();
    signal.removeEventListener("abort", onAbort);
  }
}
