// What the server printed, in a file of ours.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";

/** Bytes that are read from its end. */
const tailLength = 8192;

export const serverLogPath = (stateDir: string): string => join(stateDir, "server.log");

/** The last 8 KiB; empty if there is none. */
export function readServerLog(stateDir: string): string {
  let file: number;
  try {
    file = openSync(serverLogPath(stateDir), "r");
  } catch {
    return "";
  }
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, tailLength));
    return buffer.toString("utf8", 0, readSync(file, buffer, 0, buffer.length, size - buffer.length));
  } finally {
    closeSync(file);
  }
}
