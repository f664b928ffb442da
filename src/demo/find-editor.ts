// Finds an installed VS Code: the command `code` on the PATH, if it really is one.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const command = process.platform === "win32" ? "code.cmd" : "code";

/** Without the variables of an editor that we run in: its `code` would open our window in that editor, with its settings. */
export const withoutEditor = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name)));

/** The command and its version, or null when none answers. */
export async function findEditor(env: NodeJS.ProcessEnv): Promise<{ command: string; version: string } | null> {
  try {
    const asked = promisify(execFile)(command, ["--version"], {
      env: withoutEditor(env),
      timeout: 20_000,
      shell: process.platform === "win32",
    });
    const [version = ""] = (await asked).stdout.split("\n");
    return /^\d+\.\d+\.\d+/.test(version) ? { command, version: version.trim() } : null;
  } catch {
    return null;
  }
}
