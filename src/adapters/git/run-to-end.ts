// Runs one program to its end with Node's own means: a task needs some twenty of git's, and each costs the main thread.
import { execFile } from "node:child_process";

export interface ProcessRequest {
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** What it reads; its stdin ends after that. */
  input: string | Uint8Array;
  timeoutMs: number;
  /** Of stdout, and of stderr: one that writes more is ended. */
  maxBytes: number;
}

export interface ProcessEnd {
  /** Null: it did not end by itself. */
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  timedOut: boolean;
  /** Why it was not started or was ended, by the code of the system or of Node; null: it ended by itself. */
  failure: NodeJS.ErrnoException | null;
  stdout: Buffer;
  stderr: Buffer;
}

/** Never throws for what the program does: that is in the answer. No shell, no window. */
export function runToEnd(program: string, args: readonly string[], request: ProcessRequest): Promise<ProcessEnd> {
  const { cwd, env, input, timeoutMs, maxBytes } = request;
  const options = { cwd, env, timeout: timeoutMs, maxBuffer: maxBytes, windowsHide: true, encoding: "buffer" } as const;
  return new Promise<ProcessEnd>((settle) => {
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const code: unknown = error?.code;
      const exitCode = error === null ? 0 : typeof code === "number" ? code : null;
      const failure = exitCode === null ? (error as NodeJS.ErrnoException) : null;
      settle({ exitCode, signal: error?.signal ?? null, timedOut: error?.killed === true, failure, stdout, stderr });
    });
    // A program that ends before it has read everything is judged by its end.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  }).catch((cause: NodeJS.ErrnoException) => notStarted(cause));
}

/** Node refuses some calls at once: a NUL byte in an argument, more arguments than the system takes. */
const notStarted = (failure: NodeJS.ErrnoException): ProcessEnd => {
  const nothing = Buffer.alloc(0);
  return { exitCode: null, signal: null, timedOut: false, failure, stdout: nothing, stderr: nothing };
};
