// The webview of the tree: makes its document, carries messages both ways, keeps nothing.
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { WebviewMessage } from "../../../protocol.ts";
import type { Disposable } from "../signal.ts";
import type { TreeHost } from "./tree-host.ts";
import { parseWebviewMessage } from "./webview-message.ts";
import { webviewHtml } from "./webview-html.ts";

export const treeViewId = "swarmPanel.tree";

export interface TreeView extends Disposable {
  /** The view exists and can be seen. */
  isVisible(): boolean;
  onDidChangeVisibility: vscode.Event<boolean>;
  /** Only the name of the repository, beside the title. */
  setDescription(text: string | undefined): void;
}

export interface TreeViewParts {
  extensionUri: vscode.Uri;
  host: TreeHost;
  log: vscode.LogOutputChannel;
  /** Everything but `ready`, `ack` and `resync`. */
  onMessage(message: WebviewMessage): void;
}

export function registerTreeView({ extensionUri, host, log, onMessage }: TreeViewParts): TreeView {
  const { feed } = host;
  const changed = new vscode.EventEmitter<boolean>();
  let view: vscode.WebviewView | null = null;
  let description: string | undefined;
  const dist = vscode.Uri.joinPath(extensionUri, "dist");

  function documentOf(webview: vscode.Webview): string {
    const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
    return webviewHtml({
      source: webview.cspSource,
      nonce: randomBytes(18).toString("base64"),
      script: file("webview.js"),
      styles: file("webview.css"),
      icons: file("codicon.css"),
      language: vscode.env.language,
      title: vscode.l10n.t("Swarm"),
    });
  }

  function take(raw: unknown): void {
    const message = parseWebviewMessage(raw);
    if (message === null) {
      log.warn("a message of the panel was not understood and was dropped");
      return;
    }
    if (message.type === "ready" || message.type === "resync") feed.ready();
    else if (message.type === "ack") feed.acknowledge(message.seq);
    else onMessage(message);
  }

  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView(made) {
      view = made;
      made.description = description;
      made.webview.options = {
        enableScripts: true,
        enableForms: false,
        enableCommandUris: false,
        localResourceRoots: [dist, vscode.Uri.joinPath(extensionUri, "media")],
      };
      // What is late to come from a view that was replaced says nothing of the one that is there.
      made.webview.onDidReceiveMessage((raw) => view === made && take(raw));
      made.onDidChangeVisibility(() => {
        if (view !== made) return;
        feed.setVisible(made.visible);
        changed.fire(made.visible);
      });
      made.onDidDispose(() => {
        if (view !== made) return;
        view = null;
        feed.setVisible(false);
        changed.fire(false);
      });
      made.webview.html = documentOf(made.webview);
      changed.fire(made.visible);
    },
  };
  const registration = vscode.window.registerWebviewViewProvider(treeViewId, provider);
  const posting = host.onMessage((message) => void view?.webview.postMessage(message));

  return {
    isVisible: () => view?.visible ?? false,
    onDidChangeVisibility: changed.event,
    setDescription(text) {
      description = text;
      if (view !== null) view.description = text;
    },
    dispose() {
      registration.dispose();
      posting.dispose();
      changed.dispose();
    },
  };
}
