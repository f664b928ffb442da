// What a person took of a worker's commit, or took back, in a few words each.
import type { TaskState } from "../../../domain/task-state.ts";
import type { TaskStatus } from "../../../domain/task-status.ts";
import type { Translate } from "../words.ts";

const hasIt: ReadonlySet<TaskStatus> = new Set(["ready", "approved", "landing", "conflict", "landed"]);

/** Nothing as long as its worker is at it again. */
export function partWords(t: Translate, { parts, status }: TaskState): string[] {
  if (!hasIt.has(status)) return [];
  const taken = parts.find((one) => one.kind === "taken");
  const rejected = parts.flatMap((one) => (one.kind === "rejected" ? one.part : []));
  const files = rejected.filter((one) => one.hunks === null).length;
  const hunks = rejected.reduce((sum, one) => sum + (one.hunks?.length ?? 0), 0);
  const words: string[] = [];
  if (taken !== undefined) words.push(t("{0} of {1} files taken", taken.part.length, taken.files));
  if (files > 0) words.push(files === 1 ? t("1 file rejected") : t("{0} files rejected", files));
  if (hunks > 0) words.push(hunks === 1 ? t("1 hunk rejected") : t("{0} hunks rejected", hunks));
  return words;
}
