// The note that a started server leaves on disk, so that the next start can end what a killed owner left behind.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Log } from "../../application/ports/ambient.ts";
import { writePrivateFile } from "../machine/private-file.ts";
import { identify, kill, marked } from "./process-table.ts";

/** Variable that every process started by a server of ours inherits; its value names the server. */
export const markVariable = "OPENCODE_SWARM_SERVER";

const recordSchema = z.object({
  pid: z.number().int().positive(),
  started: z.string(),
  command: z.string(),
  url: z.string().nullable(),
  mark: z.string().min(16),
});

export type ServerRecord = z.infer<typeof recordSchema>;

const recordPath = (stateDir: string) => join(stateDir, "server.json");

export const writeServerRecord = (stateDir: string, record: ServerRecord): void =>
  writePrivateFile(recordPath(stateDir), JSON.stringify(record));

export const removeServerRecord = (stateDir: string): void => rmSync(recordPath(stateDir), { force: true });

/** Ends every process that carries the server's mark: its bash commands outlive it otherwise. */
export function endMarked(mark: string): number[] {
  const pids = marked(`${markVariable}=${mark}`);
  for (const pid of pids) kill(pid, "SIGKILL");
  return pids;
}

/**
 * Ends the server that the record names, if it is still that very process, and whatever that server had started.
 * A pid that belongs to another program now is left alone.
 */
export function reapRecorded(stateDir: string, log: Log): void {
  const record = readRecord(stateDir);
  if (record === null) return;
  const now = identify(record.pid);
  const same = now !== null && now.started === record.started && now.command === record.command;
  if (same) kill(record.pid, "SIGKILL");
  const children = endMarked(record.mark);
  if (same || children.length > 0) log.warn("ended what a killed swarm left running", { pid: record.pid, children });
  removeServerRecord(stateDir);
}

function readRecord(stateDir: string): ServerRecord | null {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(recordPath(stateDir), "utf8")));
  } catch {
    // None, or half written by a killed process: then there is nothing that we could end safely.
    return null;
  }
}
