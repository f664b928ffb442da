// The note that a running server has on disk: how to reach it, and what to end when nobody else does.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Log } from "../../application/ports/ambient.ts";
import { writePrivateFile } from "../machine/private-file.ts";
import { identify, kill, marked, type ProcessIdentity } from "./process-table.ts";

/** Variable that every process started by a server of ours inherits; its value names the server. */
export const markVariable = "OPENCODE_SWARM_SERVER";

export const identitySchema = z.object({ pid: z.number().int().positive(), started: z.string(), command: z.string() });

export const accessSchema = z.object({ url: z.string(), password: z.string() });

const recordSchema = z.object({
  server: identitySchema,
  /** The process that started it and ends it when nobody wants it any more. */
  keeper: identitySchema,
  mark: z.string().min(16),
  /** Null while it starts. */
  access: accessSchema.nullable(),
  /** Digest of what it was started with. */
  fingerprint: z.string(),
});

export type ServerRecord = z.infer<typeof recordSchema>;

/** Where the record and all else of OpenCode stands, below the state of a repository's swarm. */
export const serverFolderIn = (swarmState: string): string => join(swarmState, "opencode");

const recordPath = (stateDir: string) => join(stateDir, "server.json");

export const writeServerRecord = (stateDir: string, record: ServerRecord): void =>
  writePrivateFile(recordPath(stateDir), JSON.stringify(record));

/** Removes the record of the server with this mark; another one's stays. */
export function removeServerRecord(stateDir: string, mark: string): void {
  if (readServerRecord(stateDir)?.mark === mark) rmSync(recordPath(stateDir), { force: true });
}

/** Null: there is none, or half of one by a killed process; then there is nothing that could be used or ended safely. */
export function readServerRecord(stateDir: string): ServerRecord | null {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(recordPath(stateDir), "utf8")));
  } catch {
    return null;
  }
}

/** Still that very process: a pid that belongs to another program now is not. */
export function isSameProcess(recorded: ProcessIdentity): boolean {
  const now = identify(recorded.pid);
  return now !== null && now.started === recorded.started && now.command === recorded.command;
}

/** Ends every process that carries the server's mark: its bash commands outlive it otherwise. */
export function endMarked(mark: string): number[] {
  const pids = marked(`${markVariable}=${mark}`);
  for (const pid of pids) kill(pid, "SIGKILL");
  return pids;
}

/** Ends the recorded server at once, with its keeper and whatever it had started. */
export function reapRecorded(stateDir: string, log: Log): void {
  const record = readServerRecord(stateDir);
  if (record === null) return;
  const { server, keeper, mark } = record;
  const left = [keeper, server].filter(isSameProcess).map(({ pid }) => pid);
  for (const pid of left) kill(pid, "SIGKILL");
  const children = endMarked(mark);
  if (left.length > 0 || children.length > 0) log.warn("ended what a killed swarm left running", { left, children });
  removeServerRecord(stateDir, mark);
}
