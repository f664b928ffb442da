// The lock that works everywhere: a record that is linked into place, and taken from a dead owner by one claimant only.
import { randomBytes } from "node:crypto";
import { type BigIntStats, readFileSync, statSync } from "node:fs";
import { link, open, readFile, readdir, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hasCode } from "./journal-files.ts";
import { type Liveness, livenessOf, ownIdentity, type ProcessIdentity } from "./process-identity.ts";

export interface OwnerRecord extends ProcessIdentity {
  nonce: string;
  /** The command that the owner was started with. */
  command: string;
  /** ISO-8601 UTC. */
  since: string;
}

export interface Held {
  release(): Promise<void>;
}

export interface HeldRecord extends Held {
  /** The record of another process that stands where this one's stood, which somebody removed; null while there is none. */
  takenBy(): OwnerRecord | null;
}

/** Who holds the lock; the record is null where the holder cannot be named. */
export interface Refused {
  heldBy: OwnerRecord | null;
  /** True if it cannot be seen from here whether the holder lives. */
  unseen: boolean;
}

export const recordName = "owner.json";

/** Nonces of the records by which this process holds a lock now. */
const heldHere = new Set<string>();

/** A record of this very process by which it holds nothing was given up while its folder was away. */
function livenessOfOwner(owner: OwnerRecord, own: ProcessIdentity): Liveness {
  const isOurs = owner.pid === own.pid && owner.started === own.started && owner.boot === own.boot;
  return isOurs && owner.pids === own.pids && !heldHere.has(owner.nonce) ? "dead" : livenessOf(owner, own);
}

/** The record at a path; null if there is none; "unreadable" if a power cut left half of one. */
async function readRecord(path: string): Promise<OwnerRecord | "unreadable" | null> {
  try {
    const record = JSON.parse(await readFile(path, "utf8")) as OwnerRecord;
    return typeof record.pid === "number" && typeof record.nonce === "string" ? record : "unreadable";
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    if (error instanceof SyntaxError) return "unreadable";
    throw error;
  }
}

const nameOf = (record: OwnerRecord | "unreadable") =>
  record === "unreadable" ? record : `${record.pid}-${record.started ?? "0"}-${record.nonce}`;

/** Links the temporary record to a name that must be free. Returns false if it is taken. */
async function linkFree(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function removeIfThere(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (!hasCode(error, "ENOENT")) throw error;
  });
}

/** What tells a file from another one that stands in its place, whatever it was renamed to. */
type FileMark = Pick<BigIntStats, "ino" | "mtimeNs">;

async function writeRecord(path: string, record: OwnerRecord): Promise<FileMark> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(JSON.stringify(record));
    await file.sync();
    return await file.stat({ bigint: true });
  } finally {
    await file.close();
  }
}

/** Cheap: asked before and after each batch. A record that is away says nothing: its folder may be away too, and come back. */
function takenBy(path: string, mine: OwnerRecord, mark: FileMark): OwnerRecord | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (found === undefined || (found.ino === mark.ino && found.mtimeNs === mark.mtimeNs)) return null;
  try {
    const record = JSON.parse(readFileSync(path, "utf8")) as OwnerRecord;
    return record.nonce === mine.nonce ? null : record;
  } catch {
    return null;
  }
}

/** The record of the living owner of a directory, or null. */
export async function readLivingOwner(dir: string): Promise<OwnerRecord | null> {
  const record = await readRecord(join(dir, recordName));
  return record && record !== "unreadable" && livenessOfOwner(record, ownIdentity()) !== "dead" ? record : null;
}

/** Takes the lock or says who has it. Nothing depends on time: a sleeping or stopped owner keeps what it owns. */
export async function takeRecordLock(dir: string, command: string, since: string): Promise<HeldRecord | Refused> {
  const record: OwnerRecord = { ...ownIdentity(), nonce: randomBytes(8).toString("hex"), command, since };
  heldHere.add(record.nonce);
  let held: HeldRecord | Refused | null = null;
  try {
    held = await takeAs(record, dir);
    return held;
  } finally {
    if (held === null || !("release" in held)) heldHere.delete(record.nonce);
  }
}

async function takeAs(record: OwnerRecord, dir: string): Promise<HeldRecord | Refused> {
  const own: ProcessIdentity = record;
  const path = join(dir, recordName);
  const temporary = join(dir, `owner-${nameOf(record)}.tmp`);
  const claimOn = (dead: OwnerRecord | "unreadable") => join(dir, `owner-claim-${nameOf(dead)}`);

  /** Replaces a dead owner's record. Only who holds the claim named after it may; a dead claimant is claimed in turn. */
  async function takeOver(dead: OwnerRecord | "unreadable"): Promise<boolean> {
    const chain: string[] = [];
    let claim = claimOn(dead);
    while (!(await linkFree(temporary, claim))) {
      const claimant = await readRecord(claim);
      if (claimant === "unreadable") throw new Error(`${claim} cannot be read: remove it`);
      if (claimant === null || livenessOf(claimant, own) !== "dead") return false;
      chain.push(claim);
      claim = claimOn(claimant);
    }
    try {
      const present = await readRecord(path);
      if (present === null || nameOf(present) !== nameOf(dead)) return false;
      await rename(temporary, path);
      for (const settled of chain) await removeIfThere(settled);
      return true;
    } finally {
      // Last: while it stands nobody else can act for this dead owner.
      await removeIfThere(claim);
    }
  }

  const mark = await writeRecord(temporary, record);
  try {
    for (;;) {
      if (await linkFree(temporary, path)) break;
      const holder = await readRecord(path);
      if (holder === null) continue;
      const liveness = holder === "unreadable" ? "dead" : livenessOfOwner(holder, own);
      if (liveness !== "dead") return { heldBy: holder as OwnerRecord, unseen: liveness === "unknown" };
      if (await takeOver(holder)) break;
      // A living claimant is a few system calls away from being the owner.
      await sleep(2);
    }
  } finally {
    await removeIfThere(temporary);
  }
  await sweep(dir, own);
  return {
    takenBy: () => takenBy(path, record, mark),
    async release() {
      try {
        const present = await readRecord(path);
        if (present && present !== "unreadable" && present.nonce === record.nonce) await removeIfThere(path);
      } finally {
        heldHere.delete(record.nonce);
      }
    },
  };
}

/** Removes what processes that died in the middle left behind. */
async function sweep(dir: string, own: ProcessIdentity): Promise<void> {
  for (const name of await readdir(dir)) {
    if (!/^owner-.*\.tmp$/.test(name)) continue;
    const left = await readRecord(join(dir, name));
    if (left && left !== "unreadable" && livenessOf(left, own) === "dead") await removeIfThere(join(dir, name));
  }
}
