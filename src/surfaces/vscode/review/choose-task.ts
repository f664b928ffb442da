// The task that a command means: what it was called on, else the active review, else the selected row, else a choice.
import { TabInputTextDiff, window, type Uri } from "vscode";
import type { TaskState } from "../../../domain/task-state.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import type { CommandParts } from "../commands/command-parts.ts";
import { pickTask } from "../commands/target.ts";
import { sameTask, type TaskRef } from "../selection.ts";
import { meantAddress, namedTask, reviewAddress } from "./named-target.ts";
import { openedIn } from "./opened-tabs.ts";
import { reviewScheme, type ReviewDocument } from "./review-uri.ts";

/** The review document that has the focus, or that the active tab shows. */
function activeReviewUri(): Uri | null {
  const focused = window.activeTextEditor?.document.uri;
  if (focused?.scheme === reviewScheme) return focused;
  const tab = window.tabGroups.activeTabGroup.activeTab;
  if (!(tab?.input instanceof TabInputTextDiff)) return openedIn(tab);
  return tab.input.modified.scheme === reviewScheme ? tab.input.modified : null;
}

/** The document that a command was called on, or the active one; null when it was called on a row. */
export const addressOf = (argument: unknown) => meantAddress(argument, activeReviewUri());

/** The file that a command was called on, or that has the focus. */
export function shownDocument(argument: unknown): ReviewDocument | null {
  const named = reviewAddress(argument);
  if (named?.kind === "file") return named;
  const active = reviewAddress(activeReviewUri());
  return active?.kind === "file" ? active : null;
}

type Suits = (task: TaskState, epic: EpicState) => boolean;

const chooseTask = async (parts: CommandParts, title: string, suits: Suits): Promise<TaskRef | null> =>
  (await pickTask(parts, title, suits))?.ref ?? null;

/** The task, if the command makes sense for it now. */
function suiting(parts: CommandParts, ref: TaskRef | null, suits: Suits): TaskRef | null {
  const epic = ref === null ? null : parts.session.picture.epic(ref.epicId);
  const task = ref === null ? undefined : epic?.tasks.get(ref.taskId);
  return epic !== null && task !== undefined && suits(task, epic) ? ref : null;
}

/** For a command that only shows: called on, else selected, else of the active review, else chosen. */
export async function taskToShow(
  parts: CommandParts,
  argument: unknown,
  title: string,
  suits: Suits,
): Promise<TaskRef | null> {
  const candidates = [parts.selection.current(), namedTask(activeReviewUri())];
  const named = namedTask(argument) ?? candidates.find((ref) => suiting(parts, ref, suits) !== null);
  return named ?? chooseTask(parts, title, suits);
}

/** For a command that decides: the same, but when the selected task is not the one in front, the person says which. */
export async function taskToDecide(
  parts: CommandParts,
  argument: unknown,
  title: string,
  suits: Suits,
): Promise<TaskRef | null> {
  const named = namedTask(argument);
  if (named !== null) return named;
  const selected = suiting(parts, parts.selection.current(), suits);
  const active = suiting(parts, namedTask(activeReviewUri()), suits);
  const one = selected ?? active;
  if (one === null) return chooseTask(parts, title, suits);
  if (active === null || sameTask(one, active)) return one;
  const either = (task: TaskState, epic: EpicState): boolean =>
    [selected, active].some((each) => each?.epicId === epic.id && each.taskId === task.id);
  return chooseTask(parts, title, either);
}
