// Looks names up by one git that stays: which commit a branch of ours is at, which tree a commit has, how large a content is.
import PQueue from "p-queue";
import type { FoundObject, Git, NameReader } from "./git.ts";
import { createWaitingGit } from "./waiting-git.ts";

export interface ObjectReader extends NameReader {
  close(): Promise<void>;
}

const isShared = (name: string): boolean =>
  /^(?:refs\/(?:heads|opencode-swarm)\/|[0-9a-f]{40}(?:[0-9a-f]{24})?(?:\^|$))/.test(name) && !name.includes("\n");

/** Starts nothing yet. */
export function createObjectReader(git: Git, commonDir: string): ObjectReader {
  const waiting = createWaitingGit(git, commonDir, [
    "cat-file",
    "--batch-check=found %(objectname) %(objecttype) %(objectsize)",
  ]);
  const questions = new PQueue({ concurrency: 1 });
  async function look(name: string): Promise<FoundObject | null | undefined> {
    if (!isShared(name)) return undefined;
    const { said, end } = await questions.add(() => waiting.ask(`${name}\n`, (words) => words.endsWith("\n")));
    if (end !== null) return undefined;
    const [, id, type = "", size] = /^found ([0-9a-f]{40,64}) (\w+) (\d+)\n$/.exec(said) ?? [];
    return id === undefined ? null : { id, type, size: Number(size) };
  }
  return { close: () => questions.add(() => waiting.close()), look };
}
