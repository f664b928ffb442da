// Looks again when something that a swarm needs may have changed, and opens the swarm when everything is there.
import { basename } from "node:path";
import * as vscode from "vscode";
import type { PanelParts } from "../panel-parts.ts";
import type { Disposable } from "../signal.ts";
import type { SetupMonitor } from "./setup-monitor.ts";
import type { SetupState } from "./setup-state.ts";

/** Without these there is no swarm that could stay open. */
const withoutRepository: ReadonlySet<SetupState["kind"]> = new Set([
  "noFolder",
  "untrusted",
  "virtual",
  "noGit",
  "noRepo",
]);

export interface FollowParts {
  parts: PanelParts;
  monitor: SetupMonitor;
  /** Which repository it is, beside the title of the view. */
  setDescription(text: string | undefined): void;
  /** The person came back to the window. */
  lookAgain(): void;
}

export function followSetup({ parts, monitor, setDescription, lookAgain }: FollowParts): Disposable {
  const { session, setContextKey, log } = parts;

  async function follow(state: SetupState): Promise<void> {
    setContextKey("state", state.kind);
    log.info(`setup: ${state.kind}`);
    if (withoutRepository.has(state.kind)) return session.close();
    if (state.kind !== "ready") return;
    const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
    setDescription(several ? basename(state.repository.root) : undefined);
    // Where no swarm ever ran, nothing of ours is made before the person starts one.
    if (state.repository.hasHistory) await session.open(state.repository.root);
  }

  const check = (): void => void monitor.check();
  const stops = [
    monitor.onDidChange((state) => {
      follow(state).catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(check),
    vscode.workspace.onDidGrantWorkspaceTrust(check),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("swarmPanel.opencode.path")) check();
    }),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (!focused) return;
      // What is missing was perhaps mended elsewhere.
      if (monitor.state().kind === "ready") lookAgain();
      else check();
    }),
  ];
  setContextKey("state", monitor.state().kind);
  check();
  return { dispose: () => stops.forEach((stop) => stop.dispose()) };
}
