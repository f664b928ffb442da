// What a person does about two workers that change the same places: tell both, or leave it.
import * as vscode from "vscode";
import type { Overlap } from "../../../application/live-swarm.ts";
import { inertLine } from "../plain-line.ts";
import type { Disposable } from "../signal.ts";
import { overlapsOf } from "../tree/task-overlaps.ts";
import { granted, swarmToUse, type CommandParts } from "./command-parts.ts";
import { targetTask } from "./target.ts";

interface Item extends vscode.QuickPickItem {
  deed?: "tell" | "leave";
  overlap?: Overlap;
}

function itemsOf(overlap: Overlap): Item[] {
  const { task_id, other_id, files } = overlap;
  const who = other_id === null ? vscode.l10n.t("{0} and what is merged already", task_id) : `${task_id} · ${other_id}`;
  const tell = other_id === null ? vscode.l10n.t("Tell the worker") : vscode.l10n.t("Tell both workers");
  return [
    { label: inertLine(who), kind: vscode.QuickPickItemKind.Separator },
    {
      label: `$(comment-discussion) ${tell}`,
      description: inertLine(files.join(", ")),
      detail: vscode.l10n.t("A message that a worker reads at its next step. It goes on meanwhile."),
      deed: "tell",
      overlap,
    },
    {
      label: vscode.l10n.t("$(eye-closed) Leave it"),
      description: inertLine(files.join(", ")),
      detail: vscode.l10n.t("It is not shown any more until other files overlap."),
      deed: "leave",
      overlap,
    },
  ];
}

async function settle(parts: CommandParts, target: unknown): Promise<void> {
  const { session } = parts;
  const title = vscode.l10n.t("Settle Overlap");
  const of = (epicId: string, taskId: string): Overlap[] => overlapsOf(session.overlaps(), { epicId, taskId });
  const found = await targetTask(parts, target, title, (task, epic) => of(epic.id, task.id).length > 0);
  if (found === null) return;
  const overlaps = of(found.ref.epicId, found.ref.taskId);
  if (overlaps.length === 0)
    return void vscode.window.showInformationMessage(vscode.l10n.t("Nothing overlaps here now."));
  const chosen = await vscode.window.showQuickPick(overlaps.flatMap(itemsOf), { title });
  if (chosen?.overlap === undefined) return;
  const swarm = await swarmToUse(parts);
  if (swarm === null) return;
  const { epic_id, task_id, other_id } = chosen.overlap;
  if (chosen.deed === "leave") return void (await swarm.leaveOverlap({ epic_id, task_id, other_id }));
  const told = granted(await swarm.tellOfOverlap({ epic_id, task_id, other_id }));
  if (told !== null) vscode.window.setStatusBarMessage(vscode.l10n.t("Told: {0}", inertLine(told.join(", "))), 3000);
}

export const registerOverlapCommand = (parts: CommandParts): Disposable =>
  parts.register("worker.overlap", (target) => settle(parts, target));
