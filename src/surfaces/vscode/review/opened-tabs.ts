// Which file of a review a tab shows when VS Code does not say it: its diff of pictures names no document to extensions.
import { window, type Tab, type Uri } from "vscode";

const opened = new WeakMap<Tab, { label: string; uri: Uri }>();

/** Call it when the diff of this document has just been opened. */
export function noteOpened(uri: Uri): void {
  const tab = window.tabGroups.activeTabGroup.activeTab;
  const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
  if (tab?.input === undefined && tab?.label.includes(name) === true) opened.set(tab, { label: tab.label, uri });
}

/** Null: not opened by us, or not since the window was loaded. */
export function openedIn(tab: Tab | undefined): Uri | null {
  const found = tab === undefined ? undefined : opened.get(tab);
  return found !== undefined && found.label === tab?.label ? found.uri : null;
}
