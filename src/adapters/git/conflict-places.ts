// Where a merge could not be made: the places between git's markers, which carry the names of both sides.
import { GitError } from "../../application/ports/repository.ts";
import type { LineRun } from "../../domain/chosen-part.ts";
import { placesKept, type ConflictFile } from "../../domain/conflict.ts";
import { readBlob } from "./compare-commits.ts";
import type { Git } from "./git.ts";

/** Files of a conflict whose places are looked for; the rest stand by name. */
const filesLooked = 50;

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A line that begins (`<`) or ends (`>`) a conflict with this side; a file can hold other lines of that kind. */
export const markerOf = (sign: "<" | ">", side: string): RegExp =>
  new RegExp(`^\\${sign}{3,} ${literal(side)}(:.*)?\\r?$`);

function placesIn(text: string, [ours, theirs]: readonly [string, string]): LineRun[] {
  const [opens, closes] = [markerOf("<", ours), markerOf(">", theirs)];
  const places: LineRun[] = [];
  let start = 0;
  for (const [at, line] of text.split("\n").entries()) {
    if (opens.test(line)) start = at + 1;
    if (start === 0 || !closes.test(line)) continue;
    places.push({ start, count: at + 2 - start });
    start = 0;
  }
  return places;
}

/** Of the tree that a merge left, with `sides` as the merge was told them. */
export async function conflictPlaces(
  git: Git,
  { tree, files }: { tree: string; files: readonly string[] },
  sides: readonly [string, string],
): Promise<ConflictFile[]> {
  const found: ConflictFile[] = [];
  for (const path of files.slice(0, filesLooked)) {
    const { stdout, exitCode } = await git.answer(["rev-parse", "--verify", "--quiet", `${tree}:${path}`], {
      expect: [0, 1, 128],
    });
    const content = exitCode === 0 ? await readBlob(git, stdout.trim()).catch(smallOnly) : null;
    const places = content === null ? [] : placesIn(Buffer.from(content).toString("latin1"), sides);
    found.push({ path, count: places.length, hunks: places.slice(0, placesKept) });
  }
  return found;
}

function smallOnly(error: unknown): null {
  if (error instanceof GitError && error.reason === "too-large") return null;
  throw error;
}
