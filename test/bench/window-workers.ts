// What the workers of the window's bench do, and what OpenCode and the store know of it afterwards.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { execa } from "execa";
import type { StepInput } from "../../src/demo/scripted-step.ts";
import type { RecordedEvent } from "../../src/domain/events.ts";
import { opencodeBinary, type Person } from "../support/opencode-person.ts";
import { planOf, scripted, writes } from "../support/swarm-fixture.ts";

export interface Amounts {
  /** Percentages that each worker reports. */
  reports: number;
  /** Files that each worker reads after that. */
  reads: number;
}

export const workers = ["one", "two", "three"];

/** Milliseconds between two reports: uneven, so that they fall anywhere in a frame. */
const betweenReports = (worker: number, report: number): number => 150 + ((report * 67 + worker * 41) % 190);
/** The panel shows what a worker does for 1.5 s at least: only what comes later than that is painted at once. */
const betweenReads = 2100;

const note = (number: number): string => `notes/note-${number}.md`;
export const readsNote = (number: number): string => `reads ${note(number)}`;

function stepsOf(id: string, at: number, { reports, reads }: Amounts): StepInput[] {
  const reported = Array.from({ length: reports }, (_, report) => ({
    tool: "swarm_progress",
    args: { bead_id: id, progress_percent: report + 1, message: null, files_touched: null },
    delayMs: betweenReports(at, report),
  }));
  const read = Array.from({ length: reads }, (_, number) => ({
    tool: "read",
    args: { filePath: `{{cwd}}/${note(number)}` },
    delayMs: betweenReads + at * 31,
  }));
  return [...reported, ...read, ...writes(id, `${id}.txt`, `${id}\n`)];
}

/** Commits the plan and what its workers read. */
export function preparePlan(person: Person, amounts: Amounts): void {
  const tasks = workers.map((id, at) => scripted(id, stepsOf(id, at, amounts)));
  person.write("bench.swarm.json", JSON.stringify(planOf(tasks), null, 2));
  for (let number = 0; number < amounts.reads; number += 1) person.write(note(number), `${number}\n`);
  person.git("add", ".");
  person.git("commit", "--quiet", "-m", "plan");
}

/** Everything stored, oldest first, as the built program prints it. */
export async function storedEvents(person: Person, env: Record<string, string>): Promise<RecordedEvent[]> {
  const { stdout } = await execa(process.execPath, [resolve("dist/cli.js"), "log", "--json"], {
    cwd: person.repository,
    env: { ...person.env, ...env },
    extendEnv: false,
  });
  return stdout.split("\n").map((line) => JSON.parse(line) as RecordedEvent);
}

/** A tool call as OpenCode keeps it. */
export interface CalledTool {
  tool: string;
  input: Record<string, unknown>;
  /** Milliseconds since the epoch at which OpenCode began it and said so. */
  start: number;
}

interface Exported {
  messages: {
    parts: {
      type: string;
      tool?: string;
      state?: { input?: Record<string, unknown>; time?: { start?: number } };
    }[];
  }[];
}

/** Tool calls of a session, as OpenCode itself exports it. */
export async function toolCalls(person: Person, env: Record<string, string>, session: string): Promise<CalledTool[]> {
  // Into a file: OpenCode ends before a pipe has taken a long answer.
  const file = join(person.root, `${session}.json`);
  await execa(opencodeBinary(), ["export", session], {
    cwd: person.repository,
    // The swarm's sessions are no part of the person's own.
    env: { ...person.env, ...env, OPENCODE_DB: join(person.stateDir, "opencode/sessions.db") },
    extendEnv: false,
    stdout: { file },
  });
  const { messages } = JSON.parse(readFileSync(file, "utf8")) as Exported;
  return messages.flatMap(({ parts }) =>
    parts.flatMap(({ type, tool, state }) => {
      const start = state?.time?.start;
      return type !== "tool" || tool === undefined || start === undefined
        ? []
        : [{ tool, input: state?.input ?? {}, start }];
    }),
  );
}
