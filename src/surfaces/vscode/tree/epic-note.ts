// What stands in the way of an epic or became of it, in one sentence.
import type { EpicState } from "../../../domain/epic-state.ts";
import { clipped, plainLine } from "../plain-line.ts";
import { refusedLanding } from "../refused-landing.ts";
import { counted, type Translate } from "../words.ts";
import { canMerge } from "./task-actions.ts";

const noteLength = 300;

function landedNote(t: Translate, epic: EpicState, branch: string): string {
  const files = new Set([...epic.tasks.values()].flatMap((task) => task.work?.files_touched ?? []));
  return files.size === 1
    ? t("Merged into {0} ({1} file)", branch, files.size)
    : t("Merged into {0} ({1} files)", branch, files.size);
}

function sentence(t: Translate, epic: EpicState, trouble: string | null): string | null {
  if (epic.move !== null) {
    return epic.move.purpose === "land"
      ? t("Merges into {0}", epic.move.branch)
      : t("Takes the merge into {0} back", epic.move.branch);
  }
  if (trouble !== null) return trouble;
  const refused = refusedLanding(t, epic);
  if (refused !== null) return t("Not merged: {0}", refused);
  if (epic.landed !== null) return landedNote(t, epic, epic.landed.branch);
  const interrupted = [...epic.tasks.values()].filter((task) => task.status === "interrupted").length;
  if (interrupted > 0) {
    return counted(t, interrupted, "{0} worker was interrupted", "{0} workers were interrupted");
  }
  if (epic.interrupted !== null) return t("Interrupted: nothing starts before you resume it");
  if (epic.undone === "reset") return t("The merge was undone; it can be merged again");
  if (epic.undone === "revert") return t("The merge was undone by a commit; to have it again, revert that commit");
  if (canMerge(epic) && epic.target_branch !== null)
    return t("All approved: can be merged into {0}", epic.target_branch);
  return null;
}

export function epicNote(t: Translate, epic: EpicState, trouble: string | null): string | null {
  const said = sentence(t, epic, trouble);
  return said === null ? null : clipped(plainLine(said), noteLength);
}
