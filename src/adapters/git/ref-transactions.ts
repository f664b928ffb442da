// Changes of refs by one git that stays: a transaction costs no process, and between two of them no lock is held.
import { GitError } from "../../application/ports/repository.ts";
import type { Git } from "./git.ts";
import { createWaitingGit } from "./waiting-git.ts";

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

const updateRef = ["update-ref", "-m", "opencode-swarm", "-z", "--stdin"];
const committed = "start: ok\nprepare: ok\ncommit: ok\n";

/** Starts nothing yet. `git`: any of the repository; its words for a failure are used. */
export function createRefTransactions(git: Git, commonDir: string): RefTransactions {
  const waiting = createWaitingGit(git, commonDir, updateRef);
  return {
    close: waiting.close,
    apply: async (changes) => {
      const question = ["start", ...changes.map(commandFor), "prepare", "commit"].map((line) => `${line}\0`).join("");
      const { end } = await waiting.ask(question, (said) => said === committed);
      if (end !== null) throw await git.failure(updateRef, end);
    },
  };
}

/** As `-z` has it: an empty value means that it is not asked for, zeros that the ref must not be there. */
function commandFor({ ref, to, from }: RefChange): string {
  if ([ref, to, from].some((word) => word?.includes("\0")))
    throw new GitError("failed", `This is no ref that could be changed: ${ref}`, { ref, to, from });
  const expected = from === "anywhere" ? "" : from === "absent" ? "0".repeat(to?.length ?? 40) : from;
  return to === null ? `delete ${ref}\0${expected}` : `update ${ref}\0${to}\0${expected}`;
}
