// What specs of a review do and read in its window.
import { execFileSync } from "node:child_process";
import { TabInputTextDiff, window, workspace, type Uri } from "vscode";
import { until } from "../../support/vscode/until.ts";
import type { HandsActions } from "../../support/vscode/hands-actions.ts";

export const limitMs = 90_000;
/** The box in which VS Code asks. */
export const answer = ".quick-input-widget:visible";
/** A file in the view Review. */
export const row = (name: string, state = ""): string => `.pane-body .monaco-list-row[aria-label^="${name}, ${state}"]`;
/** A thread of comments, or what is written in one. */
export const widget = ".review-widget";
/** A file in the editor that shows all of them. */
export const entry = (name: string, side: "original" | "modified"): string =>
  `.multiDiffEntry:has-text("${name}") .${side}-in-monaco-diff-editor`;

export const root = (): string => workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
export const git = (...args: string[]): string => execFileSync("git", args, { cwd: root(), encoding: "utf8" }).trim();

/** The one epic of this repository: its branches name it. */
export const epicId = (): string =>
  git("branch", "--list", "swarm/*/_integration", "--format=%(refname:short)").split("/")[1] ?? "";

/** The sides of the diff that the active tab shows. */
export function shownDiff(): { original: Uri; modified: Uri } | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputTextDiff ? input : undefined;
}

export const textOf = async (uri: Uri): Promise<string> => (await workspace.openTextDocument(uri)).getText();

export async function openRow(hands: HandsActions, name: string): Promise<{ original: Uri; modified: Uri }> {
  await hands.click("window", `${row(name)} .label-name`);
  return until(`the diff of ${name}`, limitMs, async () => {
    const diff = shownDiff();
    return diff?.modified.path.endsWith(name) === true ? diff : undefined;
  });
}

async function messages(hands: HandsActions): Promise<string[]> {
  await hands.runCommand("Notifications: Show Notifications");
  const said = await hands.texts("window", ".notifications-center .notification-list-item-message");
  await hands.press("Escape");
  return said;
}

export const message = (hands: HandsActions, wanted: RegExp): Promise<string> =>
  until(`the message ${wanted}`, limitMs, async () => (await messages(hands)).find((text) => wanted.test(text)));
