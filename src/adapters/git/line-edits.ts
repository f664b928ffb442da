// Which lines of one content became which of another, as git compares them.
import type { LineEdit, LineRun } from "../../application/ports/repository.ts";
import { objectId } from "./compare-commits.ts";
import type { Git } from "./git.ts";

/** `@@ -<start>[,<count>] +<start>[,<count>] @@`. Lines of a content have a sign before them. */
const head = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

const run = (start = "0", count = "1"): LineRun => ({ start: Number(start), count: Number(count) });

/** Null when an id names no content of a file, or one that git holds for binary. */
export async function lineEdits(git: Git, oldBlob: string, newBlob: string): Promise<LineEdit[] | null> {
  if (!objectId.test(oldBlob) || !objectId.test(newBlob)) return null;
  if (oldBlob === newBlob) return [];
  const how = ["--unified=0", "--inter-hunk-context=0", "--no-color", "--no-ext-diff", "--no-textconv"];
  // Commits, which submodules are named by, would be compared file by file.
  const contents = [oldBlob, newBlob].map((id) => `${id}^{blob}`);
  const { exitCode, stdout } = await git.answer(["diff", ...how, ...contents], { expect: [0, 128] });
  if (exitCode !== 0) return null;
  const edits = stdout.split("\n").flatMap((line): LineEdit[] => {
    const found = head.exec(line);
    return found === null ? [] : [{ old: run(found[1], found[2]), new: run(found[3], found[4]) }];
  });
  // Two contents that differ, and in no line: git took them for binary.
  return edits.length > 0 ? edits : null;
}
