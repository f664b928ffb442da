// Commands that begin a comment where the cursor is: VS Code's own, which its palette does not offer in several diffs.
import { commands, window, type Uri } from "vscode";
import type { CommandParts } from "../commands/command-parts.ts";
import type { Disposable } from "../signal.ts";
import { leaveEmptySide } from "./empty-side.ts";

/** `hasLines`: whether a document shows its file; of one that does not, only the whole can be spoken of. */
export function registerStartComment({ register }: CommandParts, hasLines: (uri: Uri) => boolean): Disposable {
  async function start(onFile: boolean): Promise<void> {
    await leaveEmptySide();
    const uri = window.activeTextEditor?.document.uri;
    const fileComment = onFile || (uri !== undefined && !hasLines(uri));
    await commands.executeCommand("workbench.action.addComment", { fileComment });
  }
  const registered = [
    register("review.comment", () => start(false)),
    register("review.commentOnFile", () => start(true)),
  ];
  return { dispose: () => registered.forEach((command) => command.dispose()) };
}
