// What commands need besides the swarm itself.
import * as vscode from "vscode";
import type { LiveSwarm } from "../../../application/live-swarm.ts";
import type { Requested } from "../../../application/refusal.ts";
import { breakdownSentence } from "../breakdown-sentence.ts";
import type { PanelParts } from "../panel-parts.ts";
import { inertLine } from "../plain-line.ts";
import { refusalSentence } from "../refusal-sentence.ts";
import type { Settings } from "../settings.ts";
import type { SetupMonitor } from "../setup/setup-monitor.ts";
import type { RegisterCommand } from "./register-command.ts";

export interface CommandParts extends PanelParts {
  register: RegisterCommand;
  monitor: SetupMonitor;
  settings(): Settings;
  /** Brings a row into view, with the focus, because the person asked for it. */
  reveal(key: string, into: "row" | "ask"): Promise<void>;
}

/** The swarm, opened if need be. Null: it cannot be used, and the person was told why. */
export async function swarmToUse({ monitor, session }: CommandParts): Promise<LiveSwarm | null> {
  const setup = monitor.state();
  if (setup.kind !== "ready") {
    await vscode.commands.executeCommand("swarmPanel.setup.focus");
    return null;
  }
  const state = await session.open(setup.repository.root);
  if (state.kind === "open") return state.swarm;
  if (state.kind === "broken" || state.kind === "waiting")
    void vscode.window.showErrorMessage(breakdownSentence(vscode.l10n.t, state.error));
  return null;
}

/** The value of a request, or null after the refusal was told. */
export function granted<T>(requested: Requested<T>): T | null {
  if (requested.ok) return requested.value;
  void vscode.window.showErrorMessage(inertLine(refusalSentence(requested.refusals)));
  return null;
}

/** Asks before something is lost. Where no dialog can be shown, nothing is lost. */
export async function confirmed(question: string, detail: string, deed: string): Promise<boolean> {
  try {
    return (await vscode.window.showWarningMessage(question, { modal: true, detail }, deed)) === deed;
  } catch {
    return false;
  }
}
