// Front door: VS Code. Starts when the window is ready, and stops with it.
import { window, type ExtensionContext } from "vscode";

/** Called by VS Code once; what it makes is disposed through `context.subscriptions`. */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel("OpenCode Swarm", { log: true });
  context.subscriptions.push(log);
  log.info(`OpenCode Swarm ${String(context.extension.packageJSON.version)} is active.`);
}
