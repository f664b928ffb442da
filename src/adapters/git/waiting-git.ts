// A git that is kept for the next question, as long as it lives, is needed and its repository is still the one it opened.
import { stat } from "node:fs/promises";
import { parse } from "node:path";
import type { Git } from "./git.ts";
import type { Answer, LongProcess } from "./long-process.ts";

export interface WaitingGit {
  /** Asks it, or a new one if it was ended while it waited. One question at a time. */
  ask(question: string, isWhole: (said: string) => boolean): Promise<Answer>;
  /** Ends it; the next question starts another. */
  close(): Promise<void>;
}

/** Arguments that change nothing, by which our own git that waits is known from one that may hold a lock. */
export const waitingMark: readonly string[] = ["-c", "opencode-swarm.waits=true"];

/** One that nobody asks for so long goes: it has seen settings that may change, and keeps files open. */
const idleMs = 5000;

/** Starts nothing yet. */
export function createWaitingGit(git: Git, commonDir: string, args: readonly string[]): WaitingGit {
  let waiting: { process: LongProcess; place: string } | null = null;
  let idle: NodeJS.Timeout | undefined;

  async function close(): Promise<void> {
    clearTimeout(idle);
    const last = waiting;
    waiting = null;
    await last?.process.close();
  }

  async function standing(): Promise<LongProcess | null> {
    if (waiting?.process.isRunning() && waiting.place === (await placeOf(commonDir))) return waiting.process;
    await close();
    return null;
  }

  async function start(): Promise<LongProcess> {
    const place = await placeOf(commonDir);
    // Not in the checkout: a git that stands there is taken for one that may hold a lock.
    const process = git.long([...waitingMark, ...args], { cwd: parse(commonDir).root, gitDir: commonDir });
    waiting = { process, place };
    return process;
  }

  return {
    close,
    ask: async (question, isWhole) => {
      clearTimeout(idle);
      const kept = await standing();
      let answer = await kept?.ask(question, isWhole);
      // It was killed while it waited, and has not begun.
      if (answer === undefined || (answer.end !== null && answer.said === ""))
        answer = await (await start()).ask(question, isWhole);
      if (answer.end !== null) waiting = null;
      else idle = setTimeout(() => void close(), idleMs).unref();
      return answer;
    },
  };
}

/** Device and inode of the repository, or nothing: a git must not go on in one that was deleted and made again. */
const placeOf = (commonDir: string): Promise<string> =>
  stat(commonDir).then(
    ({ dev, ino }) => `${dev} ${ino}`,
    () => "",
  );
