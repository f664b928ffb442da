// Shows a commit with VS Code's own Git extension, where it can.
import { Uri, commands, extensions } from "vscode";

interface GitApi {
  getRepository(uri: Uri): unknown;
}

interface GitExports {
  enabled: boolean;
  getAPI(version: 1): GitApi;
}

const viewCommit = "git.viewCommit";

/** What shows commits of the repository at `root`, or null when nothing here can. */
export async function commitViewer(root: string): Promise<((commit: string) => Promise<void>) | null> {
  const git = extensions.getExtension<GitExports>("vscode.git");
  if (git === undefined || !git.isActive || !git.exports.enabled) return null;
  const repository = Uri.file(root);
  if (git.exports.getAPI(1).getRepository(repository) === null) return null;
  if (!(await commands.getCommands(true)).includes(viewCommit)) return null;
  return async (commit) => {
    await commands.executeCommand(viewCommit, repository, commit);
  };
}
