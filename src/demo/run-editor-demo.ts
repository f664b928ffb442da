// The demo in the panel: a VS Code of its own on the sample repository, with the extension, a scripted model and no key.
import { execa } from "execa";
import { join } from "node:path";
import { demoVariable } from "./demo-variable.ts";
import { newDemoFolder, openDemoStage, removeDemoFolder } from "./demo-stage.ts";
import { findEditor, withoutEditor } from "./find-editor.ts";
import { openAddress } from "./open-address.ts";
import { serveEditor } from "./serve-editor.ts";

export interface EditorDemoRequest {
  /** Folder of the extension: this package. */
  extension: string;
  /** The OpenCode program of the development dependencies. */
  opencode: string;
  env: NodeJS.ProcessEnv;
  /** The folder stays. */
  keep: boolean;
  /** Ends a demo that is served to a browser. */
  signal: AbortSignal;
  say(line: string): void;
  /** Ends what still works in a repository although its editor is gone. */
  endWorkers(repository: string): Promise<void>;
}

const steps = [
  "1. Open invoices.swarm.json and choose Run This Plan; or run `Swarm: Run This Plan` from the command palette.",
  "2. The Swarm view in the activity bar shows the workers. One asks a question, one wants to read a page.",
  "3. Review what is ready, approve it, then Merge. `Swarm: Undo Last Merge` takes it back.",
];

/** Gives the exit code when the person has closed the editor, or ended the program that serves it. */
export async function runEditorDemo(request: EditorDemoRequest): Promise<number> {
  const { say, keep, signal } = request;
  const folder = newDemoFolder();
  // Perhaps while the editor still starts.
  const told = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  let repository: string | null = null;
  try {
    // The extension serves the model while it runs: here the repository is made, with the address that it will have.
    const stage = await openDemoStage(folder, request.env);
    await stage.close();
    repository = stage.repository.path;
    const env = { ...withoutEditor(request.env), [demoVariable]: folder, OPENCODE_BIN: request.opencode };
    say(`A sample repository:   ${repository}`);
    const editor = await findEditor(request.env);
    if (editor !== null) {
      say(`VS Code ${editor.version}, with settings and extensions of its own. Close its window to end the demo.`);
      for (const step of steps) say(step);
      const places = ["--user-data-dir", join(folder, "editor"), "--extensions-dir", join(folder, "extensions")];
      const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
      const rest = ["--disable-workspace-trust", "--new-window", "--wait", ...sandbox, repository];
      const own = [...places, `--extensionDevelopmentPath=${request.extension}`, ...rest];
      const ended = await execa(editor.command, own, { env, extendEnv: false, reject: false, cancelSignal: signal });
      return ended.exitCode ?? (signal.aborted ? 0 : 1);
    }
    say("No `code` on the PATH: code-server, which is VS Code in the browser, is taken from the npm registry.");
    const served = await serveEditor({ folder, extension: request.extension, repository, env, say });
    try {
      say(`Address:               ${served.address}`);
      say(`Password:              ${served.password}`);
      for (const step of steps) say(step);
      if (!(await openAddress(served.address, request.env)))
        say("Open the address in a browser. Ctrl-C ends the demo.");
      await Promise.race([served.ended, told]);
      return signal.aborted ? 0 : 1;
    } finally {
      await served.stop();
    }
  } finally {
    say("The demo ends.");
    // The editor may end without a word to the extension, and OpenCode outlives it.
    if (repository !== null) await request.endWorkers(repository);
    if (keep) say(`Kept: ${folder}`);
    else removeDemoFolder(folder);
  }
}
