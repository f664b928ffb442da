// What the parts of the panel share. The review and the merge get it too.
import type * as vscode from "vscode";
import type { SetContextKey } from "./context-keys.ts";
import type { Selection } from "./selection.ts";
import type { SwarmSession } from "./session/swarm-session.ts";

export interface PanelParts {
  context: vscode.ExtensionContext;
  log: vscode.LogOutputChannel;
  session: SwarmSession;
  selection: Selection;
  setContextKey: SetContextKey;
}
