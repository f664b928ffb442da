// What a person does with a whole swarm: take it up again, or stop it.
import * as vscode from "vscode";
import type { EpicState } from "../../../domain/epic-state.ts";
import { isClosed } from "../../../domain/epic-status.ts";
import { namedEpic } from "../review/named-target.ts";
import type { Disposable } from "../signal.ts";
import { isWorking } from "../tree/epic-row.ts";
import { epicActions } from "../tree/task-actions.ts";
import { counted } from "../words.ts";
import { confirmed, granted, swarmToUse, type CommandParts } from "./command-parts.ts";
import { workersOf } from "./loss.ts";
import { targetEpic } from "./target.ts";

async function resume(parts: CommandParts, target: unknown): Promise<void> {
  // Also one that is at rest may be taken up: what stopped it stands perhaps in no event.
  const suits = (epic: EpicState): boolean =>
    epicActions(epic, false).includes("resume") || (!isClosed(epic) && !isWorking(epic));
  const epic = await targetEpic(parts, target, vscode.l10n.t("Resume Swarm"), suits);
  const swarm = epic === null ? null : await swarmToUse(parts);
  if (epic !== null && swarm !== null) granted(await swarm.resume(epic.id, { attended: true }));
}

/** One epic if it was called on one, else all that run. */
async function stopAll(parts: CommandParts, target: unknown): Promise<void> {
  const named = namedEpic(target);
  const { picture } = parts.session;
  const stoppable = picture.epics().filter((epic) => epicActions(epic, false).includes("stop"));
  const epics = named === null ? stoppable : stoppable.filter((epic) => epic.id === named);
  if (epics.length === 0) return void vscode.window.showInformationMessage(vscode.l10n.t("No worker works now."));
  const workers = workersOf(epics);
  const question = counted(vscode.l10n.t, workers, "Stop {0} worker?", "Stop {0} workers?");
  const detail = vscode.l10n.t(
    "Their running commands are killed, and what waits does not start. Files stay as they are, and each can be retried.",
  );
  if (!(await confirmed(question, detail, vscode.l10n.t("Stop All")))) return;
  const swarm = await swarmToUse(parts);
  if (swarm === null) return;
  for (const epic of epics) granted(await swarm.stop(epic.id, []));
}

export const registerEpicCommands = (parts: CommandParts): Disposable[] => [
  parts.register("epic.resume", (target) => resume(parts, target)),
  parts.register("epic.stopAll", (target) => stopAll(parts, target)),
];
