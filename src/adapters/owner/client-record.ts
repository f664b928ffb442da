// The private file that tells programs of this user where the owner of a swarm listens, and what lets them in.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { OwnerError, type OwnerReport } from "../../application/ports/owner.ts";
import { clientRecordSchema, protocolVersion, type ClientRecord } from "../../owner-protocol.ts";
import { writePrivateFile } from "../machine/private-file.ts";
import { ownerDetails, ownerName } from "./owner-words.ts";

const pathOf = (stateDir: string): string => join(stateDir, "client.json");

function readRaw(stateDir: string): unknown {
  try {
    return JSON.parse(readFileSync(pathOf(stateDir), "utf8"));
  } catch {
    // None, or one that an earlier program left half.
    return null;
  }
}

export const writeClientRecord = (stateDir: string, record: ClientRecord): void =>
  writePrivateFile(pathOf(stateDir), JSON.stringify(record));

/** Removes the record, whoever left it: for a new owner, before anybody can be led to the address of the last one. */
export const clearClientRecord = (stateDir: string): void => rmSync(pathOf(stateDir), { force: true });

/** Removes the record if it is the one with this token. */
export function removeClientRecord(stateDir: string, token: string): void {
  const found = clientRecordSchema.safeParse(readRaw(stateDir));
  if (found.success && found.data.token === token) clearClientRecord(stateDir);
}

/** The way to the owner. Throws OwnerError `unreachable` as long as it has left none, and `other-version`. */
export function readClientRecord(stateDir: string, owner: OwnerReport): ClientRecord {
  const raw = readRaw(stateDir);
  const versioned = z.object({ protocol: z.number(), pid: z.number() }).safeParse(raw);
  if (!versioned.success || versioned.data.pid !== owner.pid) {
    const message = `${ownerName(owner)} owns this swarm and cannot be reached: it is starting, or it is of an earlier version.`;
    throw new OwnerError("unreachable", message, ownerDetails(owner));
  }
  const found = clientRecordSchema.safeParse(raw);
  if (versioned.data.protocol !== protocolVersion || !found.success) {
    const message = `${ownerName(owner)} owns this swarm and is of another version of OpenCode Swarm.`;
    throw new OwnerError("other-version", message, ownerDetails(owner));
  }
  return found.data;
}
