// A git that stays and answers more than once. It never keeps our process alive, and ends when we do: its input ends then.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Socket } from "node:net";
import type { ProcessEnd } from "./run-to-end.ts";

export interface LongProcess {
  /** False: it has ended. */
  isRunning(): boolean;
  /** Writes, and gives what it says from then on as soon as that is whole, or its end. One question at a time. */
  ask(question: string, isWhole: (said: string) => boolean): Promise<Answer>;
  /** Ends its input and waits until it has ended. */
  close(): Promise<void>;
}

export interface Answer {
  said: string;
  /** Null: it still runs. */
  end: ProcessEnd | null;
}

export interface LongRequest {
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** One that takes longer over a question is ended. */
  timeoutMs: number;
}

/** Never throws for what the program does, not even when it cannot be started: that is its end. */
export function startLong(program: string, args: readonly string[], request: LongRequest): LongProcess {
  const { cwd, env, timeoutMs } = request;
  let child: ChildProcessWithoutNullStreams;
  try {
    child = spawn(program, args, { cwd, env, windowsHide: true, stdio: "pipe" });
  } catch (cause) {
    return neverStarted(cause as NodeJS.ErrnoException);
  }
  let said = "";
  let heard = (): void => undefined;
  const stderr: Buffer[] = [];
  let ended: ProcessEnd | null = null;
  let failure: NodeJS.ErrnoException | null = null;
  const end = new Promise<ProcessEnd>((settle) => {
    child.once("error", (cause: NodeJS.ErrnoException) => (failure = cause));
    child.once("close", (code, signal) => {
      const exitCode = failure === null ? code : null;
      const timedOut = child.killed;
      ended = { exitCode, signal, timedOut, failure, stdout: Buffer.from(said), stderr: Buffer.concat(stderr) };
      settle(ended);
    });
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    heard();
  });
  child.stderr.on("data", (bytes: Buffer) => stderr.push(bytes));
  // What cannot be written any more shows in its end.
  child.stdin.on("error", () => undefined);
  for (const stream of [child.stdin, child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
  child.unref();

  const awaited = async <T>(what: Promise<T>): Promise<T> => {
    const late = setTimeout(() => child.kill(), timeoutMs);
    child.ref();
    try {
      return await what;
    } finally {
      child.unref();
      clearTimeout(late);
    }
  };
  return {
    isRunning: () => ended === null && child.exitCode === null && child.signalCode === null,
    ask: async (question, isWhole) => {
      said = "";
      const whole = new Promise<null>((settle) => (heard = () => isWhole(said) && settle(null)));
      child.stdin.write(question);
      return awaited(Promise.race([whole, end])).then((how) => ({ said, end: how }));
    },
    close: async () => {
      child.stdin.end();
      await awaited(end);
    },
  };
}

function neverStarted(failure: NodeJS.ErrnoException): LongProcess {
  const nothing = Buffer.alloc(0);
  const end = { exitCode: null, signal: null, timedOut: false, failure, stdout: nothing, stderr: nothing };
  const closed = Promise.resolve();
  return { isRunning: () => false, ask: () => Promise.resolve({ said: "", end }), close: () => closed };
}
