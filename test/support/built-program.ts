// The built program as a person's script runs it: a process of its own, its JSON lines, its exit code, and a way to kill it.
import { spawn, type ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { opencodeBinary, type Person } from "./opencode-person.ts";
import type { RecordedEvent } from "../../src/domain/events.ts";
import type { EpicResult } from "../../src/domain/result.ts";

/** The bench is bundled and runs from another folder, but always in the root of the project, as the tests do. */
const program = resolve("dist/cli.js");

export type Line = RecordedEvent | EpicResult;

export interface Ran {
  code: number | null;
  signal: NodeJS.Signals | null;
  events: RecordedEvent[];
  /** The last line, when it is a result. */
  result: EpicResult | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
}

const isResult = (line: Line): line is EpicResult => line.type === "result";

/** Starts the program in the person's repository. `onLine` hears each JSON line as it comes. */
export function start(
  person: Pick<Person, "repository" | "env">,
  args: readonly string[],
  onLine: (line: Line, child: ChildProcess) => void = () => undefined,
): Running {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: person.repository,
    env: { ...person.env, OPENCODE_BIN: person.env["OPENCODE_BIN"] ?? opencodeBinary() },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: Line[] = [];
  let stdout = "";
  let stderr = "";
  createInterface({ input: child.stdout }).on("line", (text) => {
    stdout += `${text}\n`;
    if (!text.startsWith("{")) return;
    const line = JSON.parse(text) as Line;
    lines.push(line);
    onLine(line, child);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<Ran>((done) => {
    child.on("close", (code, signal) => {
      const last = lines.at(-1);
      const result = last !== undefined && isResult(last) ? last : null;
      const events = lines.filter((line): line is RecordedEvent => !isResult(line));
      done({ code, signal, events, result, stdout, stderr });
    });
  });
  return { child, ended };
}

export const run = (person: Pick<Person, "repository" | "env">, args: readonly string[]): Promise<Ran> =>
  start(person, args).ended;
