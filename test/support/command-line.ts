// Runs the command line in process, with streams that a test can read, answer and break.
import { PassThrough, Writable } from "node:stream";
import { expect } from "vitest";
import type { FollowingView, Program, SignalName, Surroundings } from "../../src/surfaces/cli/program.ts";
import { runCommandLine } from "../../src/surfaces/cli/run-command-line.ts";

export interface Invocation {
  /** Everything on stdout so far. */
  out(): string;
  err(): string;
  /** Lines of stdout as JSON; fails when one is not. */
  json(): Record<string, unknown>[];
  type(line: string): void;
  signal(name: SignalName): void;
  /** Codes that the command wanted to exit with at once. */
  exits: number[];
  /** Resolves when stdout holds the text. */
  shows(text: string | RegExp): Promise<void>;
  code: Promise<number>;
}

/** A program that must not be needed: arguments are refused before anything is opened. */
export const untouched: Program = {
  version: "1.2.3",
  joinSwarm: () => Promise.reject(new Error("the swarm was joined")),
  openView: () => Promise.reject(new Error("the view was opened")),
  diagnose: () => Promise.reject(new Error("the doctor was called")),
  repair: () => Promise.reject(new Error("a repair was asked for")),
};

/** A program whose view breaks with an error. */
export const breaking = (error: unknown): Program => ({
  ...untouched,
  joinSwarm: () => Promise.reject(error),
  openView: (): Promise<FollowingView> => Promise.reject(error),
});

export interface Wishes {
  program?: Program;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Terminal columns; without them stdin and stdout are pipes. */
  columns?: number;
  stdin?: string;
  /** The reader of stdout goes away after so many characters. */
  breaksAfter?: number;
}

export function invoke(argv: readonly string[], wishes: Wishes = {}): Invocation {
  const written = { out: "", err: "" };
  const waiting = new Set<() => void>();
  const stdout = Object.assign(
    new Writable({
      decodeStrings: false,
      write(chunk: string, _encoding, done) {
        written.out += chunk;
        if (wishes.breaksAfter !== undefined && written.out.length > wishes.breaksAfter) {
          return done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
        }
        for (const look of waiting) look();
        return done();
      },
    }),
    wishes.columns === undefined ? {} : { isTTY: true, columns: wishes.columns, rows: 30 },
  );
  const stderr = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      written.err += chunk;
      done();
    },
  });
  const stdin = Object.assign(new PassThrough(), wishes.columns === undefined ? {} : { isTTY: true });
  if (wishes.stdin !== undefined) stdin.end(wishes.stdin);
  const listeners = new Set<(signal: SignalName) => void>();
  const exits: number[] = [];
  const around: Surroundings = {
    argv,
    env: wishes.env ?? { TERM: "xterm-256color" },
    cwd: wishes.cwd ?? "/",
    stdin,
    stdout,
    stderr,
    program: wishes.program ?? untouched,
    onSignal(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exitNow: (code) => void exits.push(code),
    now: () => Date.now(),
  };
  const code = runCommandLine(around);
  return {
    out: () => written.out,
    err: () => written.err,
    json: () =>
      written.out
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    type: (line) => void stdin.write(`${line}\n`),
    signal(name) {
      for (const listener of listeners) listener(name);
    },
    exits,
    shows: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (typeof text === "string" ? !written.out.includes(text) : !text.test(written.out)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        void code.then(() => {
          if (waiting.has(look))
            reject(new Error(`it ended without showing ${String(text)}:\n${written.out}\n${written.err}`));
        });
      }),
    code,
  };
}

/** The command ends with this code; when it does not, the failure shows what it said. */
export async function ends(call: Invocation, code: number): Promise<void> {
  const ended = await call.code;
  expect({ code: ended, said: ended === code ? "" : call.out() + call.err() }).toEqual({ code, said: "" });
}
