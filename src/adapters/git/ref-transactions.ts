// Changes of refs by one git that stays: a transaction costs no process, and between two of them no lock is held.
import { stat } from "node:fs/promises";
import { parse } from "node:path";
import { GitError } from "../../application/ports/repository.ts";
import type { Git } from "./git.ts";
import type { Answer, LongProcess } from "./long-process.ts";

export interface RefTransactions {
  /** Makes the changes, all or none. Throws what git's `update-ref` would. One at a time: call it within the queue. */
  apply(changes: readonly RefChange[]): Promise<void>;
  /** Ends the git; the next change starts another. */
  close(): Promise<void>;
}

export interface RefChange {
  ref: string;
  /** Null: it is deleted. */
  to: string | null;
  /** Where it must be now. `absent`: it must not exist. `anywhere`: not asked. */
  from: string;
}

/** Arguments by which our own git that waits is known from one that may hold a lock. */
export const waitingMark: readonly string[] = ["update-ref", "-m", "opencode-swarm", "-z", "--stdin"];

const committed = "start: ok\nprepare: ok\ncommit: ok\n";

/** Starts nothing yet. `git`: any of the repository; its words for a failure are used. */
export function createRefTransactions(git: Git, commonDir: string): RefTransactions {
  let waiting: { process: LongProcess; place: string } | null = null;

  /** The git that waits, if it lives and its repository is still the one that it opened. */
  async function standing(): Promise<LongProcess | null> {
    if (waiting?.process.isRunning() && waiting.place === (await placeOf(commonDir))) return waiting.process;
    await close();
    return null;
  }

  async function close(): Promise<void> {
    const last = waiting;
    waiting = null;
    await last?.process.close();
  }

  async function start(): Promise<LongProcess> {
    // Not in the checkout: a git that stands there is taken for one that may hold a lock.
    const process = git.long(waitingMark, { cwd: parse(commonDir).root, gitDir: commonDir });
    waiting = { process, place: await placeOf(commonDir) };
    return process;
  }

  return {
    close,
    apply: async (changes) => {
      const question = ["start", ...changes.map(commandFor), "prepare", "commit"].map((line) => `${line}\0`).join("");
      const kept = await standing();
      let answer = kept === null ? null : await ask(kept, question);
      // It was killed while it waited, and has not begun.
      if (answer === null || (answer.end !== null && answer.said === "")) answer = await ask(await start(), question);
      if (answer.end === null) return;
      waiting = null;
      throw await git.failure(waitingMark, answer.end);
    },
  };
}

const ask = (process: LongProcess, question: string): Promise<Answer> =>
  process.ask(question, (said) => said === committed);

/** As `-z` has it: an empty value means that it is not asked for, zeros that the ref must not be there. */
function commandFor({ ref, to, from }: RefChange): string {
  if ([ref, to, from].some((word) => word?.includes("\0")))
    throw new GitError("failed", `This is no ref that could be changed: ${ref}`, { ref, to, from });
  const expected = from === "anywhere" ? "" : from === "absent" ? "0".repeat(to?.length ?? 40) : from;
  return to === null ? `delete ${ref}\0${expected}` : `update ${ref}\0${to}\0${expected}`;
}

/** Device and inode of the repository, or nothing: a git must not go on in one that was deleted and made again. */
const placeOf = (commonDir: string): Promise<string> =>
  stat(commonDir).then(
    ({ dev, ino }) => `${dev} ${ino}`,
    () => "",
  );
