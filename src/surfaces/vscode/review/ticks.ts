// Which files of a change a person has reviewed: a tick holds for one content and falls when the content changes.
import type { FileChange } from "../../../application/live-swarm.ts";
import { contentOf } from "../reviewed-content.ts";

/** The content at which each path was marked, by path. */
export type Marks = ReadonlyMap<string, string>;

export const isTicked = (file: FileChange, marks: Marks): boolean => marks.get(file.path) === contentOf(file);

export const tickedCount = (files: readonly FileChange[], marks: Marks): number =>
  files.filter((file) => isTicked(file, marks)).length;

/** The first file behind `after` that is not reviewed, going round; null when all are. */
export function nextUnreviewed(files: readonly FileChange[], marks: Marks, after: string | null): FileChange | null {
  const at = files.findIndex((file) => file.path === after);
  const round = [...files.slice(at + 1), ...files.slice(0, at + 1)];
  return round.find((file) => !isTicked(file, marks)) ?? null;
}
