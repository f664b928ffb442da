// One owner per store: the kernel's lock where there is one, and the record everywhere, which also says who owns it.
import { setTimeout as sleep } from "node:timers/promises";
import { StoreError } from "../../application/ports/event-store.ts";
import type { OwnerReport } from "../../application/ports/owner.ts";
import { livenessOf, ownIdentity } from "./process-identity.ts";
import { type HeldRecord, type OwnerRecord, readLivingOwner, type Refused, takeRecordLock } from "./record-lock.ts";
import { hasAbstractSockets, takeSocketLock } from "./socket-lock.ts";

const unseenSentence = (dir: string, { pid, host }: OwnerRecord): string =>
  `${dir} is owned by process ${pid} on ${host} or in another container, which cannot be seen from here. ` +
  `If it has ended, remove owner.json there.`;

function owned(dir: string, { heldBy, unseen }: Refused): StoreError {
  if (!heldBy)
    return new StoreError("owned", `Another process owns ${dir}.`, { pid: null, command: null, since: null });
  const { pid, command, since } = heldBy;
  const sentence = unseen
    ? unseenSentence(dir, heldBy)
    : `${dir} is owned by process ${pid} (${command}) since ${since}.`;
  return new StoreError("owned", sentence, { pid, command, since });
}

/** Who owns a store now, or null. */
export async function readOwner(dir: string): Promise<OwnerReport | null> {
  const record = await readLivingOwner(dir);
  return record && { pid: record.pid, command: record.command, since: record.since };
}

/** What is to be done about an owner of which it cannot be seen whether it lives, or null. */
export async function unseenOwner(dir: string): Promise<string | null> {
  const record = await readLivingOwner(dir);
  return record !== null && livenessOf(record, ownIdentity()) === "unknown" ? unseenSentence(dir, record) : null;
}

/** The owner has its socket a moment before its record is there. */
async function refusedBySocket(dir: string): Promise<Refused> {
  for (let tries = 0; tries < 50; tries += 1) {
    const heldBy = await readLivingOwner(dir);
    if (heldBy) return { heldBy, unseen: false };
    await sleep(2);
  }
  return { heldBy: null, unseen: false };
}

/** Throws StoreError `owned` when another process has taken the place of this owner, which somebody thought to have ended. */
export function mustStillOwn(dir: string, held: Pick<HeldRecord, "takenBy">): void {
  const heldBy = held.takenBy();
  if (heldBy === null) return;
  const { pid, command, since } = heldBy;
  const message = `Process ${pid} (${command}) has taken over ${dir}: nothing more is stored here.`;
  throw new StoreError("owned", message, { pid, command, since });
}

/** Makes this process the owner of a store. Throws StoreError `owned`, with the owner in its details. */
export async function takeOwnership(dir: string, command: string, since: string): Promise<HeldRecord> {
  const socket = hasAbstractSockets ? await takeSocketLock(dir) : { release: async () => {} };
  if (!socket) throw owned(dir, await refusedBySocket(dir));
  try {
    const record = await takeRecordLock(dir, command, since);
    if ("heldBy" in record) throw owned(dir, record);
    return {
      takenBy: record.takenBy,
      async release() {
        await record.release();
        await socket.release();
      },
    };
  } catch (error) {
    await socket.release();
    throw error;
  }
}
