// The side of a diff on which the file does not exist. Nothing can be said of it, so the cursor goes over to the other one.
import { commands, window, type TextEditor } from "vscode";
import { readReviewUri, reviewScheme } from "./review-uri.ts";

/** Milliseconds until VS Code has told where the focus went. */
const patienceMs = 2000;

/** In an editor of several diffs such a side is an empty document of VS Code's own. */
function isEmptySide({ document }: TextEditor): boolean {
  if (document.uri.scheme !== reviewScheme) return document.uri.scheme === "inmemory" && document.getText() === "";
  const shown = readReviewUri(document.uri);
  return shown?.kind === "file" && shown.blob === null;
}

const otherEditor = (than: TextEditor): Promise<void> =>
  new Promise((resolve) => {
    const settle = (): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve();
    };
    const listening = window.onDidChangeActiveTextEditor((editor) => {
      if (editor !== undefined && editor !== than) settle();
    });
    const timer = setTimeout(settle, patienceMs);
  });

/** Does nothing when the cursor is elsewhere. */
export async function leaveEmptySide(): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor === undefined || !isEmptySide(editor)) return;
  const gone = otherEditor(editor);
  await commands.executeCommand("diffEditor.switchSide");
  await gone;
}
