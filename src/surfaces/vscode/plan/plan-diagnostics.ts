// Problems of plans that are open, at their place.
import * as vscode from "vscode";
import type { Disposable } from "../signal.ts";
import { isPlanPath } from "./plan-file.ts";

/** A person who types is not interrupted at every key. */
const pauseMs = 250;

async function diagnosticsOf(text: string): Promise<vscode.Diagnostic[]> {
  const { placedProblems } = await import("./plan-places.ts");
  return placedProblems(text).map(({ line, start, end, message, code }) => {
    const range = new vscode.Range(line, start, line, end);
    const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
    diagnostic.source = "swarm";
    diagnostic.code = code;
    return diagnostic;
  });
}

export function registerPlanDiagnostics(): Disposable {
  const collection = vscode.languages.createDiagnosticCollection("swarm-plan");
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  function stopWaiting(key: string): void {
    clearTimeout(timers.get(key));
    timers.delete(key);
  }

  async function look(document: vscode.TextDocument): Promise<void> {
    stopWaiting(document.uri.toString());
    if (!isPlanPath(document.uri.path)) return;
    const { version } = document;
    const found = await diagnosticsOf(document.getText());
    if (!document.isClosed && document.version === version) collection.set(document.uri, found);
  }

  function lookSoon(document: vscode.TextDocument): void {
    if (!isPlanPath(document.uri.path)) return;
    const key = document.uri.toString();
    stopWaiting(key);
    timers.set(
      key,
      setTimeout(() => void look(document), pauseMs),
    );
  }

  vscode.workspace.textDocuments.forEach((document) => void look(document));
  const stops = [
    vscode.workspace.onDidOpenTextDocument((document) => void look(document)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => lookSoon(document)),
    vscode.workspace.onDidCloseTextDocument((document) => {
      stopWaiting(document.uri.toString());
      collection.delete(document.uri);
    }),
    collection,
  ];
  return {
    dispose() {
      timers.forEach((timer) => clearTimeout(timer));
      stops.forEach((stop) => stop.dispose());
    },
  };
}
