// "Run This Plan" above the first line of a plan.
import * as vscode from "vscode";
import type { Disposable } from "../signal.ts";
import { counted } from "../words.ts";
import { planGlob } from "./plan-file.ts";

async function lensOf(document: vscode.TextDocument): Promise<vscode.CodeLens> {
  const { parsePlan } = await import("../../../domain/plan-parse.ts");
  const parsed = parsePlan(document.getText());
  const { t } = vscode.l10n;
  const title = parsed.ok
    ? counted(t, parsed.plan.tasks.length, "$(play) Run This Plan ({0} task)", "$(play) Run This Plan ({0} tasks)")
    : counted(t, parsed.problems.length, "$(error) The plan has {0} problem", "$(error) The plan has {0} problems");
  const command = parsed.ok
    ? { title, command: "swarmPanel.runPlan", arguments: [document.uri] }
    : { title, command: "workbench.actions.view.problems" };
  return new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command);
}

export function registerPlanLens(): Disposable {
  const provider: vscode.CodeLensProvider = { provideCodeLenses: async (document) => [await lensOf(document)] };
  return vscode.languages.registerCodeLensProvider({ pattern: planGlob }, provider);
}
