// Run This Plan: the plan of the active editor, or one from the workspace, once the person has seen what starts.
import * as vscode from "vscode";
import type { Plan } from "../../../domain/plan.ts";
import { inertLine } from "../plain-line.ts";
import { isPlanPath, planGlob } from "../plan/plan-file.ts";
import { counted } from "../words.ts";
import { swarmToUse, type CommandParts } from "./command-parts.ts";
import { startEpic, uncommittedLine } from "./start-epic.ts";

const plansShown = 200;

async function pickPlan(): Promise<vscode.Uri | null> {
  const found = await vscode.workspace.findFiles(planGlob, "**/node_modules/**", plansShown);
  const [only, ...more] = found;
  if (only === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t("There is no plan here. Write one in a file whose name ends in .swarm.json."),
    );
    return null;
  }
  if (more.length === 0) return only;
  const items = found.map((uri) => ({ label: inertLine(vscode.workspace.asRelativePath(uri)), uri }));
  const title = vscode.l10n.t("Run Plan");
  return (await vscode.window.showQuickPick(items, { title }))?.uri ?? null;
}

async function planUri(target: unknown): Promise<vscode.Uri | null> {
  if (target instanceof vscode.Uri && isPlanPath(target.path)) return target;
  const active = vscode.window.activeTextEditor?.document.uri;
  return active !== undefined && isPlanPath(active.path) ? active : pickPlan();
}

/** The plan as the editor shows it, saved or not; null: it cannot be run, and the person was told. */
async function readPlan(uri: vscode.Uri): Promise<Plan | null> {
  const document = await vscode.workspace.openTextDocument(uri);
  const { parsePlan } = await import("../../../domain/plan-parse.ts");
  const parsed = parsePlan(document.getText());
  if (parsed.ok) return parsed.plan;
  const { length } = parsed.problems;
  const text = counted(vscode.l10n.t, length, "The plan has {0} problem.", "The plan has {0} problems.");
  const first = inertLine(parsed.problems[0]?.message ?? "");
  const show = vscode.l10n.t("Show Problems");
  if ((await vscode.window.showErrorMessage(`${text} ${first}`, show)) === show) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.actions.view.problems");
  }
  return null;
}

/** What starts, before it starts; Escape starts nothing. */
async function confirmStart(plan: Plan, maxParallel: number, left: string | null): Promise<boolean> {
  const { t } = vscode.l10n;
  const label = counted(t, plan.tasks.length, "$(play) Start {0} task", "$(play) Start {0} tasks");
  const atOnce = counted(t, maxParallel, "at most {0} at a time", "at most {0} at a time");
  const title = t("Run “{0}”", inertLine(plan.title));
  const items = [{ label, description: atOnce, ...(left === null ? {} : { detail: left }) }];
  const placeHolder = t("Each task gets a worker in a worktree of its own");
  return (await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true })) !== undefined;
}

export async function runPlan(parts: CommandParts, target: unknown): Promise<void> {
  const uri = await planUri(target);
  const plan = uri === null ? null : await readPlan(uri);
  if (plan === null) return;
  const swarm = await swarmToUse(parts);
  if (swarm === null) return;
  const { workerModel: model, maxParallelWorkers: maxParallel } = parts.settings();
  if (!(await confirmStart(plan, maxParallel, await uncommittedLine(swarm)))) return;
  await startEpic(parts, swarm, { plan, model, maxParallel });
}
