// The panel of one window: makes its parts, joins them, and gives back what ends them in order.
import * as vscode from "vscode";
import { AgentsError } from "../../application/ports/agents.ts";
import { showAttention } from "./attention/show-attention.ts";
import { registerAnswerCommands } from "./commands/answer-commands.ts";
import type { CommandParts } from "./commands/command-parts.ts";
import { registerEpicCommands } from "./commands/epic-commands.ts";
import { registerLookCommands } from "./commands/look-commands.ts";
import { newSwarm } from "./commands/new-swarm.ts";
import { createRegisterCommand } from "./commands/register-command.ts";
import { runPlan } from "./commands/run-plan.ts";
import { registerOverlapCommand } from "./commands/overlap-command.ts";
import { registerWorkerCommands } from "./commands/worker-commands.ts";
import { createContextKeys } from "./context-keys.ts";
import { registerMerge } from "./merge/register-merge.ts";
import type { PanelCore } from "./panel-core.ts";
import type { PanelParts } from "./panel-parts.ts";
import { registerPlanDiagnostics } from "./plan/plan-diagnostics.ts";
import { registerPlanLens } from "./plan/plan-lens.ts";
import { createKeptComments } from "./review/kept-comments.ts";
import { registerReview } from "./review/register-review.ts";
import { createSelection } from "./selection.ts";
import { createSwarmSession } from "./session/swarm-session.ts";
import { readSettings, type Settings } from "./settings.ts";
import { registerSetupCommands } from "./setup/setup-commands.ts";
import { createSetupMonitor } from "./setup/setup-monitor.ts";
import { registerSetupView } from "./setup/setup-view.ts";
import { followSetup } from "./setup/follow-setup.ts";
import { showSelection } from "./show-selection.ts";
import type { Disposable } from "./signal.ts";
import { doInTree } from "./tree/tree-deeds.ts";
import { createTreeHost } from "./tree/tree-host.ts";
import { registerTreeView } from "./tree/tree-view.ts";

/** Another window takes about as long to start with a large history. */
const tellAfterMs = 5000;

export interface Panel {
  /** Lets the store go; workers go on, for this window when it is reloaded or for another owner. */
  close(): Promise<void>;
}

const settings = (): Settings => readSettings(vscode.workspace.getConfiguration("swarmPanel"));

/** Calls back after a time. Returns what stops it. */
function after(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}

function createParts(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, core: PanelCore): PanelParts {
  const send = (name: string, value: unknown): void => void vscode.commands.executeCommand("setContext", name, value);
  const session = createSwarmSession({
    join: (root, wish) =>
      core.join({
        ...wish,
        root,
        name: vscode.l10n.t("{0} in the folder {1}", vscode.env.appName, vscode.workspace.name ?? root),
        opencode: settings().opencodePath,
      }),
    log: core.log,
    tellAfterMs,
  });
  return { context, log, session, selection: createSelection(), setContextKey: createContextKeys(send) };
}

/** Returns at once: nothing is looked at and nothing is opened before the first check, which this begins. */
export function openPanel(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  core: PanelCore,
): Panel & Disposable {
  const parts = createParts(context, log, core);
  const { session } = parts;
  const monitor = createSetupMonitor({
    probes: core.probes,
    folders: () =>
      (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => ({ scheme: uri.scheme, path: uri.fsPath })),
    trusted: () => vscode.workspace.isTrusted,
    opencodePath: () => settings().opencodePath,
    log: core.log,
  });
  const onBreakdown = (error: unknown): boolean => {
    if (!(error instanceof AgentsError)) return false;
    if (error.reason === "no-provider") monitor.setProviderMissing();
    else if (error.reason.startsWith("opencode-")) void monitor.check();
    return false;
  };
  const kept = createKeptComments(context.workspaceState);
  const host = createTreeHost({
    session,
    facts: kept.facts,
    settings: () => settings().panel,
    strings: () => vscode.l10n.bundle ?? {},
    t: vscode.l10n.t,
    log: core.log,
    now: () => Date.now(),
    after,
  });
  const register = createRegisterCommand(log, onBreakdown);
  const commands: CommandParts = {
    ...parts,
    register,
    monitor,
    settings,
    async reveal(key, into) {
      host.feed.reveal(key, into);
      await vscode.commands.executeCommand("swarmPanel.tree.focus");
    },
  };
  const review = registerReview(commands, kept);
  const tree = registerTreeView({
    extensionUri: context.extensionUri,
    host,
    log,
    onMessage: (message) =>
      void doInTree(commands, message).catch((error: unknown) => {
        log.error(error instanceof Error ? error : String(error));
        onBreakdown(error);
      }),
  });
  const attention = showAttention({
    ...parts,
    settings,
    setBadge: review.setBadge,
    isTreeVisible: tree.isVisible,
    after,
  });
  const stops: Disposable[] = [
    registerSetupView(),
    ...registerSetupCommands({ register, monitor, deeds: core.deeds }),
    register("new", () => newSwarm(commands)),
    register("runPlan", (target) => runPlan(commands, target)),
    ...registerAnswerCommands(commands),
    ...registerWorkerCommands(commands),
    registerOverlapCommand(commands),
    ...registerEpicCommands(commands),
    ...registerLookCommands({ ...commands, overview: attention.current, startDemo: core.startDemo }),
    registerMerge(commands),
    registerPlanDiagnostics(),
    registerPlanLens(),
    showSelection(parts),
    followSetup({ parts, monitor, setDescription: tree.setDescription, lookAgain: host.lookAgain }),
    session.onTrouble(({ error }) => onBreakdown(error)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration("swarmPanel")) return;
      host.feed.settingsChanged();
      attention.refresh();
    }),
    attention,
    tree,
    host,
    review,
  ];
  return {
    close: () => session.close(),
    dispose: () => stops.forEach((stop) => stop.dispose()),
  };
}
