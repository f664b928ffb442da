// The task or epic that a command means: what it was called on, else the selected one, else a choice from a list.
import * as vscode from "vscode";
import type { EpicState } from "../../../domain/epic-state.ts";
import type { TaskState } from "../../../domain/task-state.ts";
import type { PanelParts } from "../panel-parts.ts";
import { inertLine } from "../plain-line.ts";
import { namedEpic, namedTask } from "../review/named-target.ts";
import type { TaskRef } from "../selection.ts";
import { taskGroups, type TaskItem } from "./task-items.ts";

export interface FoundTask {
  ref: TaskRef;
  epic: EpicState;
  task: TaskState;
}

type Suits = (task: TaskState, epic: EpicState) => boolean;
type Parts = Pick<PanelParts, "session" | "selection">;

function find({ session }: Parts, ref: TaskRef | null): FoundTask | null {
  const epic = ref === null ? null : session.picture.epic(ref.epicId);
  const task = ref === null ? undefined : epic?.tasks.get(ref.taskId);
  return ref === null || epic === null || task === undefined ? null : { ref, epic, task };
}

/** Only tasks for which the command makes sense are offered. */
export async function pickTask(parts: Parts, title: string, suits: Suits): Promise<FoundTask | null> {
  const groups = taskGroups(vscode.l10n.t, parts.session.picture.epics(), suits);
  if (groups.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("There is no worker for which this can be done now."));
    return null;
  }
  const entries: (vscode.QuickPickItem & Partial<Pick<TaskItem, "task">>)[] = groups.flatMap((group) => [
    { label: group.title, kind: vscode.QuickPickItemKind.Separator },
    ...group.items,
  ]);
  const options = { title, matchOnDescription: true, matchOnDetail: true };
  const chosen = await vscode.window.showQuickPick(entries, options);
  return find(parts, chosen?.task ?? null);
}

/** Null: nothing is meant, and the person knows. */
export async function targetTask(
  parts: Parts,
  argument: unknown,
  title: string,
  suits: Suits,
): Promise<FoundTask | null> {
  const named = namedTask(argument);
  if (named !== null) {
    const found = find(parts, named);
    if (found === null) void vscode.window.showErrorMessage(vscode.l10n.t("This worker is not there any more."));
    return found;
  }
  const selected = find(parts, parts.selection.current());
  if (selected !== null && suits(selected.task, selected.epic)) return selected;
  return pickTask(parts, title, suits);
}

/** As `targetTask`, for a whole epic. */
export async function targetEpic(
  parts: Parts,
  argument: unknown,
  title: string,
  suits: (epic: EpicState) => boolean,
): Promise<EpicState | null> {
  const { picture } = parts.session;
  const named = namedEpic(argument);
  if (named !== null) return picture.epic(named);
  const epics = picture.epics().filter(suits).toReversed();
  const [only, ...more] = epics;
  if (only === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("There is no swarm for which this can be done now."));
    return null;
  }
  if (more.length === 0) return only;
  const items = epics.map((epic) => ({ label: inertLine(epic.title), description: epic.id, epic }));
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return chosen === undefined ? null : picture.epic(chosen.epic.id);
}
