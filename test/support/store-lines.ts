// A child process that is spoken to in lines.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface LineChild {
  pid: number;
  say(line: string): void;
  /** The next line; null when there are no more. */
  hear(): Promise<string | null>;
  /** kill -9; resolves when it is gone and its last lines can be heard. */
  kill(): Promise<void>;
}

export function startProgram(program: string, args: readonly string[]): LineChild {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.on("error", () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return {
    pid: child.pid!,
    say: (line) => void child.stdin.write(`${line}\n`),
    hear: async () => {
      const { done, value } = await lines.next();
      return done ? null : value;
    },
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}
