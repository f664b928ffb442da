// From a plan and the settings to a running swarm.
import * as vscode from "vscode";
import type { LiveSwarm } from "../../../application/live-swarm.ts";
import type { Plan } from "../../../domain/plan.ts";
import { inertLine } from "../plain-line.ts";
import { treeViewId } from "../tree/tree-view.ts";
import { counted } from "../words.ts";
import { granted, type CommandParts } from "./command-parts.ts";

export interface StartRequest {
  plan: Plan;
  /** `provider/model`; null: OpenCode's own default. */
  model: string | null;
  maxParallel: number;
}

/** A person sits before the panel: nothing is decided for them, nothing lands by itself. */
export async function startEpic(parts: CommandParts, swarm: LiveSwarm, request: StartRequest): Promise<void> {
  const { runOptionsSchema } = await import("../../../domain/run-options.ts");
  const options = runOptionsSchema.parse({
    max_parallel: request.maxParallel,
    model: request.model,
    stall_s: parts.settings().stallSeconds,
    join: parts.settings().merge.join,
    commit_message: parts.settings().commitMessage,
    attended: true,
    unattended: "wait",
  });
  // OpenCode is started before anything is stored when the plan names models or agents: that takes a moment.
  const progress = { location: { viewId: treeViewId }, title: vscode.l10n.t("Starting the swarm…") };
  const epicId = granted(await vscode.window.withProgress(progress, () => swarm.start(request.plan, options)));
  if (epicId !== null) await parts.reveal(epicId, "row");
}

const namesShown = 3;

/** What workers will not see, in one line; null: nothing. */
export async function uncommittedLine(swarm: LiveSwarm): Promise<string | null> {
  const files = await swarm.uncommitted();
  if (files.length === 0) return null;
  const names = inertLine(files.slice(0, namesShown).join(", ") + (files.length > namesShown ? ", …" : ""));
  const said = counted(
    vscode.l10n.t,
    files.length,
    "{0} uncommitted file is not included",
    "{0} uncommitted files are not included",
  );
  return `${said}: ${names}`;
}
