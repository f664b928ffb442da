// Commands that only show something.
import * as vscode from "vscode";
import type { Overview } from "../attention/overview.ts";
import { sameTask } from "../selection.ts";
import { mayAct } from "../setup/setup-commands.ts";
import type { Disposable } from "../signal.ts";
import { taskRowKey } from "../tree/row-key.ts";
import type { CommandParts } from "./command-parts.ts";
import { pickTask } from "./target.ts";

async function focus({ monitor }: CommandParts): Promise<void> {
  const view = monitor.state().kind === "ready" ? "tree" : "setup";
  await vscode.commands.executeCommand(`swarmPanel.${view}.focus`);
}

async function showStatus(parts: CommandParts): Promise<void> {
  if (parts.session.picture.epics().length === 0) {
    if (parts.monitor.state().kind !== "ready") return focus(parts);
    const start = vscode.l10n.t("New Swarm…");
    const chosen = await vscode.window.showInformationMessage(vscode.l10n.t("No swarm has run here yet."), start);
    if (chosen === start) await vscode.commands.executeCommand("swarmPanel.new");
    return;
  }
  const found = await pickTask(parts, vscode.l10n.t("Swarm Status"), () => true);
  if (found === null) return;
  parts.selection.select(found.ref);
  await parts.reveal(taskRowKey(found.ref), "row");
}

/** The one behind the selected one, and after the last the first again. */
async function nextAttention(parts: CommandParts, { waiting }: Overview): Promise<void> {
  const selected = parts.selection.current();
  const at = selected === null ? -1 : waiting.findIndex((task) => sameTask(task, selected));
  const next = waiting[(at + 1) % Math.max(1, waiting.length)];
  if (next === undefined) return void vscode.window.showInformationMessage(vscode.l10n.t("Nothing needs you."));
  parts.selection.select(next);
  const asks = parts.session.picture.epic(next.epicId)?.tasks.get(next.taskId)?.asks ?? [];
  await parts.reveal(taskRowKey(next), asks.length > 0 ? "ask" : "row");
}

export interface LookParts extends CommandParts {
  overview(): Overview;
  startDemo(): Promise<void>;
}

export function registerLookCommands(parts: LookParts): Disposable[] {
  const { register, context, log } = parts;
  const { id } = context.extension;
  return [
    register("focus", () => focus(parts)),
    register("showStatus", () => showStatus(parts)),
    register("nextAttention", () => nextAttention(parts, parts.overview())),
    register("logs.show", async () => log.show()),
    register("settings.open", async () =>
      vscode.commands.executeCommand("workbench.action.openSettings", `@ext:${id}`),
    ),
    register("walkthrough.open", async () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", `${id}#start`, false),
    ),
    register("demo", async () => {
      if (!mayAct()) return;
      const options = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Preparing the demo…") };
      await vscode.window.withProgress(options, () => parts.startDemo());
    }),
  ];
}
