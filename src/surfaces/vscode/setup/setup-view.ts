// The native view Setup: always empty, so that VS Code shows the welcome text of the present state.
import * as vscode from "vscode";
import type { Disposable } from "../signal.ts";

export function registerSetupView(): Disposable {
  const provider: vscode.TreeDataProvider<never> = {
    getChildren: () => [],
    getTreeItem: (element) => element,
  };
  return vscode.window.createTreeView("swarmPanel.setup", { treeDataProvider: provider });
}
