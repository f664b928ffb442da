// Looks names up by one git that stays: which commit a branch of ours is at, which tree a commit has.
import PQueue from "p-queue";
import type { Git, NameReader } from "./git.ts";
import { createWaitingGit } from "./waiting-git.ts";

export interface ObjectReader extends NameReader {
  close(): Promise<void>;
}

const isShared = (name: string): boolean =>
  /^(?:refs\/(?:heads|opencode-swarm)\/|[0-9a-f]{40}(?:[0-9a-f]{24})?\^)/.test(name) && !name.includes("\n");

/** Starts nothing yet. */
export function createObjectReader(git: Git, commonDir: string): ObjectReader {
  const waiting = createWaitingGit(git, commonDir, ["cat-file", "--batch-check=found %(objectname)"]);
  const questions = new PQueue({ concurrency: 1 });
  return {
    close: () => questions.add(() => waiting.close()),
    find: async (name) => {
      if (!isShared(name)) return undefined;
      const { said, end } = await questions.add(() => waiting.ask(`${name}\n`, (words) => words.endsWith("\n")));
      if (end !== null) return undefined;
      return /^found ([0-9a-f]{40,64})\n$/.exec(said)?.[1] ?? null;
    },
  };
}
