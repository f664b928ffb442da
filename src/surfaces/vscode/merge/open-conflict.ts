// Shows a file of a conflict: in VS Code's merge editor where git knows the folder, else as it is, with its markers.
import { access, realpath } from "node:fs/promises";
import { join } from "node:path";
import { Uri, commands, extensions, l10n, window } from "vscode";
import { inertLine } from "../plain-line.ts";

/** What is used of the API of VS Code's own git extension. */
interface GitApi {
  openRepository(root: Uri): Thenable<unknown>;
  getRepository(file: Uri): { rootUri: Uri; status(): Thenable<unknown> } | null;
}

const mergeEditor = "git.openMergeEditor";

/** True when git's own command can show a file of this folder. The extension can be off, or keep out of a folder. */
async function knownToGit(folder: string, file: Uri): Promise<boolean> {
  const extension = extensions.getExtension<{ getAPI(version: 1): GitApi }>("vscode.git");
  if (extension === undefined) return false;
  try {
    const api = (await extension.activate()).getAPI(1);
    await api.openRepository(Uri.file(folder));
    const found = api.getRepository(file);
    if (found === null || (await realpath(found.rootUri.fsPath)) !== (await realpath(folder))) return false;
    await found.status();
    return (await commands.getCommands(true)).includes(mergeEditor);
  } catch {
    return false;
  }
}

/** `path`: repository-relative. */
export async function openConflict(folder: string, path: string): Promise<void> {
  const file = Uri.file(join(folder, path));
  const there = await access(file.fsPath).then(
    () => true,
    () => false,
  );
  if (!there) {
    const text = l10n.t("{0} is deleted on one side. Keep it or delete it in {1}, and stage that.", path, folder);
    return void window.showInformationMessage(inertLine(text));
  }
  if (await knownToGit(folder, file)) {
    try {
      await commands.executeCommand(mergeEditor, file);
      return;
    } catch {
      // What it cannot show stands with its markers.
    }
  }
  await commands.executeCommand("vscode.open", file);
}
