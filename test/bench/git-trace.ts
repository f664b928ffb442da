// Exact times of every git process, as git itself notes them: its trace goes to a file that the person's settings name.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Person } from "../support/opencode-person.ts";
import type { Interval } from "./task-recorder.ts";

interface TraceLine {
  event: string;
  sid: string;
  time: string;
  /** Seconds since the process began. */
  t_abs?: number;
}

/** Our adapter takes GIT_TRACE* out of the environment, so the trace is asked for in the global settings. */
export function traceGit(person: Person): string {
  const path = join(person.root, "git-trace.json");
  writeFileSync(join(person.home, ".gitconfig"), `[trace2]\n\teventTarget = ${path}\n`);
  return path;
}

/** `2026-11-20T10:33:03.123456Z` in epoch milliseconds with the fraction. */
const epochMs = (time: string): number => Date.parse(`${time.slice(0, 19)}Z`) + Number(`0${time.slice(19, -1)}`) * 1000;

/** When git processes ran, children of git included. */
export function readGitTrace(path: string): Interval[] {
  if (!existsSync(path)) return [];
  const begun = new Map<string, number>();
  const intervals: Interval[] = [];
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (line === "") continue;
    const { event, sid, time, t_abs = 0 } = JSON.parse(line) as TraceLine;
    const at = epochMs(time);
    if (event === "start") begun.set(sid, at - t_abs * 1000);
    if (event === "atexit") intervals.push({ from: begun.get(sid) ?? at - t_abs * 1000, to: at });
  }
  return intervals;
}
