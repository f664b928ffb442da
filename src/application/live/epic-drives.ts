// Keeps epics going: each is driven to rest, one drive at a time, and again whenever something may have become due.
import { keyedQueue } from "../keyed-queue.ts";

export interface EpicDrives {
  /** Something may be due: drives the epic, now or when the present drive has ended. */
  wake(epicId: string): void;
  /** Does what no drive of the epic may run beside; waits until the epic rests. */
  alone<T>(epicId: string, work: () => Promise<T>): Promise<T>;
  /** Resolves when no drive runs and nothing is done alone. Nothing more is driven from the call on. */
  end(): Promise<void>;
}

/** `drive` brings an epic to rest; what it throws is handed to `onTrouble`. */
export function epicDrives(
  drive: (epicId: string) => Promise<void>,
  onTrouble: (epicId: string, error: unknown) => void,
): EpicDrives {
  const queue = keyedQueue();
  const waiting = new Set<string>();
  let ending = false;

  async function driveNow(epicId: string): Promise<void> {
    // What is asked for from here on may come too late for this drive, so it asks for another one.
    waiting.delete(epicId);
    if (ending) return;
    await drive(epicId).catch((error: unknown) => onTrouble(epicId, error));
  }

  return {
    wake(epicId) {
      if (ending || waiting.has(epicId)) return;
      waiting.add(epicId);
      void queue.add(epicId, () => driveNow(epicId));
    },
    alone: (epicId, work) => queue.add(epicId, work),
    async end() {
      ending = true;
      await queue.idle();
    },
  };
}
