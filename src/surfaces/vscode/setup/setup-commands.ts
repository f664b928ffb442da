// What mends the setup: commands that type into a terminal, ask for a file, or make a repository.
import * as vscode from "vscode";
import { inertLine } from "../plain-line.ts";
import { counted } from "../words.ts";
import type { SetupMonitor } from "./setup-monitor.ts";
import { opencodeInstallCommand, opencodeSignInCommand } from "./terminal-commands.ts";
import type { RegisterCommand } from "../commands/register-command.ts";
import type { Disposable } from "../signal.ts";

/** What changes a folder; handed in by the front door. */
export interface SetupDeeds {
  initRepository(folder: string): Promise<void>;
  /** Paths that a first commit would hold. */
  uncommitted(folder: string): Promise<string[]>;
  firstCommit(folder: string, message: string): Promise<void>;
}

export interface SetupCommandParts {
  register: RegisterCommand;
  monitor: SetupMonitor;
  deeds: SetupDeeds;
}

/** The command stands in the terminal and waits: the person runs it. */
function typeIntoTerminal(name: string, command: string): void {
  if (!mayAct()) return;
  const terminal = vscode.window.createTerminal({ name });
  terminal.show();
  terminal.sendText(command, false);
}

/** The first folder on disk; with none the person is told. */
function folderOf(): string | null {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file");
  if (folder === undefined) void vscode.window.showErrorMessage(vscode.l10n.t("Open a folder first."));
  return folder?.uri.fsPath ?? null;
}

/** Why nothing may be done here now, told to the person with the way to change it; true: it may. */
export function mayAct(): boolean {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t("Manage Workspace Trust");
  const text = vscode.l10n.t("This folder is in Restricted Mode: trust it first.");
  void vscode.window.showErrorMessage(text, manage).then((chosen) => {
    if (chosen === manage) void vscode.commands.executeCommand("workbench.trust.manage");
  });
  return false;
}

async function selectPath(monitor: SetupMonitor): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t("Select OpenCode Executable"),
    openLabel: vscode.l10n.t("Use This"),
    canSelectFiles: true,
    canSelectFolders: false,
    canSelectMany: false,
  });
  const [file] = chosen ?? [];
  if (file === undefined) return;
  const configuration = vscode.workspace.getConfiguration("swarmPanel");
  await configuration.update("opencode.path", file.fsPath, vscode.ConfigurationTarget.Global);
  await monitor.check();
}

const namesShown = 5;

async function firstCommit({ monitor, deeds }: SetupCommandParts): Promise<void> {
  const folder = folderOf();
  if (folder === null || !mayAct()) return;
  const files = await deeds.uncommitted(folder);
  const names = files.slice(0, namesShown).join(", ") + (files.length > namesShown ? ", …" : "");
  const prompt =
    files.length === 0
      ? vscode.l10n.t("The folder is empty: the commit holds no file.")
      : `${counted(vscode.l10n.t, files.length, "It holds {0} file", "It holds {0} files")}: ${inertLine(names)}`;
  const message = await vscode.window.showInputBox({
    title: vscode.l10n.t("Create First Commit"),
    prompt,
    value: vscode.l10n.t("Start"),
    validateInput: (text) => (text.trim() === "" ? vscode.l10n.t("A commit needs a message.") : null),
  });
  if (message === undefined) return;
  await deeds.firstCommit(folder, message.trim());
  await monitor.check();
}

async function initRepository({ monitor, deeds }: SetupCommandParts): Promise<void> {
  const folder = folderOf();
  if (folder === null || !mayAct()) return;
  await deeds.initRepository(folder);
  await monitor.check();
}

/** One sentence on what was found; the Setup view says what to do about it. */
async function check(monitor: SetupMonitor): Promise<void> {
  const state = await monitor.check();
  if (state.kind === "ready") {
    void vscode.window.showInformationMessage(vscode.l10n.t("Git and OpenCode were found: a swarm can run."));
  } else {
    await vscode.commands.executeCommand("swarmPanel.setup.focus");
  }
}

export function registerSetupCommands(parts: SetupCommandParts): Disposable[] {
  const { register, monitor } = parts;
  const onWindows = process.platform === "win32";
  return [
    register("setup.check", () => check(monitor)),
    register("setup.installOpencode", async () =>
      typeIntoTerminal("OpenCode", opencodeInstallCommand(monitor.state().kind === "badVersion", onWindows)),
    ),
    register("setup.signIn", async () => {
      const path = vscode.workspace.getConfiguration("swarmPanel").get<string>("opencode.path", "");
      typeIntoTerminal("OpenCode", opencodeSignInCommand(path, onWindows));
    }),
    register("setup.selectPath", () => selectPath(monitor)),
    register("setup.initRepo", () => initRepository(parts)),
    register("setup.firstCommit", () => firstCommit(parts)),
  ];
}
