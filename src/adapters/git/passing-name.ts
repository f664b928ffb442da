// Names of what one process makes for a moment, by which a later one knows what the dead left.
import { randomBytes } from "node:crypto";
import { processLives } from "./process-liveness.ts";

/** Unique; `prefix` says what it is. */
export const passingName = (prefix: string): string => `${prefix}${process.pid}-${randomBytes(6).toString("hex")}`;

/** Of such a name, and its process is dead. What is made of it (`.lock`) counts too. */
export async function isOfTheDead(name: string, prefix: string): Promise<boolean> {
  const [, pid] = name.startsWith(prefix)
    ? (/^(\d+)-[0-9a-f]{12}(?:\.lock)?$/.exec(name.slice(prefix.length)) ?? [])
    : [];
  return pid !== undefined && !(await processLives(Number(pid), null));
}
