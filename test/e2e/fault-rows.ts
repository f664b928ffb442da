// Rows of the fault table, and how the built program must answer each: exit code, code, sentence, and nothing made.
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { expect } from "vitest";
import type { Ran } from "../support/built-program.ts";
import type { Person } from "../support/opencode-person.ts";

/** Where a row is played: a repository and the environment of its person. */
export type Place = Pick<Person, "repository" | "env">;

/** A fault that ends the command before anything is made. */
export interface RefusedRow {
  fault: string;
  exit: 1 | 2 | 3;
  code: string;
  /** The line on stderr: what is wrong and where, then what to do about it. */
  sentence: RegExp;
}

/** A fault that ends one task of a run, or that the task survives. */
export interface TaskRow {
  fault: string;
  task: string;
  /** Of the task. */
  status: string;
  /** Of the event that failed the task; null: none did. */
  code: string | null;
  /** The task's `reason`. */
  sentence: RegExp | null;
}

const letters = (text: string): string => text.replace(/\s+/g, " ").toLowerCase();

export function expectRefused(ran: Ran, row: RefusedRow): void {
  expect(ran.stderr).toMatch(row.sentence);
  expect(ran).toMatchObject({ code: row.exit, signal: null });
  expect(ran.result).toMatchObject({ status: "refused", tasks: [], landed: null, error: { code: row.code } });
  // stdout is JSON and nothing else; the remedy stands in both places.
  expect(ran.stdout.trim().split("\n")).toHaveLength(ran.events.length + 1);
  const remedy = ran.result?.error?.remedy ?? "";
  expect(remedy).not.toBe("");
  if (!ran.stderr.startsWith("error: ")) expect(letters(ran.stderr)).toContain(letters(remedy));
  expect(ran.events.filter((event) => event.epic_id !== null)).toEqual([]);
}

/** All that a refusal must leave as it was: refs, worktrees, the checkout, and what lies beside the repository. */
export function footprint({ repository, env }: Place): string[] {
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: repository, env, encoding: "utf8" });
  return [
    git("for-each-ref"),
    git("worktree", "list", "--porcelain"),
    git("status", "--porcelain"),
    ...readdirSync(dirname(repository)).toSorted(),
  ];
}

/** How the task of a row ended in the last result of a run. */
export function expectTask(ran: Ran, row: TaskRow): void {
  const task = ran.result?.tasks.find((one) => one.id === row.task);
  expect(task?.status).toBe(row.status);
  if (row.sentence === null) expect(task?.reason).toBeNull();
  else expect(task?.reason).toMatch(row.sentence);
  const codes = ran.events.flatMap((event) =>
    event.type === "worker_failed" && event.task_id === row.task ? [event.data.code] : [],
  );
  expect(codes.at(-1) ?? null).toBe(row.code);
}
