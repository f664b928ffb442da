// Front door: VS Code. Starts when the window is ready, gives the panel what needs an adapter, and stops with the window.
import { join } from "node:path";
import { Uri, commands, window, type ExtensionContext, type LogOutputChannel } from "vscode";
import type { OwnRequest } from "./compose.ts";
import { demoVariable } from "./demo/demo-variable.ts";
import type { DemoStage } from "./demo/demo-stage.ts";
import type { Log } from "./application/ports/ambient.ts";
import { gitFindingOf, opencodeFindingOf } from "./surfaces/vscode/setup/finding-of.ts";
import { openPanel, type Panel } from "./surfaces/vscode/open-panel.ts";
import type { PanelCore } from "./surfaces/vscode/panel-core.ts";

/** Folders of demos that this person began; only there is OpenCode given the demo's model. */
const demosKey = "swarmPanel.demos";

/** The panel does nothing in a folder that the person does not trust, so the folder's programs are trusted here. */
const windowOwner = { trustProject: true, follows: "everything", endsWithUs: false } as const;

const logTo = (channel: LogOutputChannel): Log => ({
  debug: (message, fields) => channel.debug(message, ...(fields === undefined ? [] : [JSON.stringify(fields)])),
  warn: (message, fields) => channel.warn(message, ...(fields === undefined ? [] : [JSON.stringify(fields)])),
});

/** git in a folder, found as our core finds it. The parts that do work are loaded when they are needed, not at the start. */
async function gitAt(cwd: string) {
  const [{ createGit }, { gitEnvironment }] = await Promise.all([
    import("./adapters/git/git.ts"),
    import("./adapters/git/git-environment.ts"),
  ]);
  return createGit({ binary: "git", environment: gitEnvironment(process.env), cwd });
}

async function probeGit(folder: string): ReturnType<PanelCore["probes"]["git"]> {
  const [{ probeRepository }, { existsSync }] = await Promise.all([
    import("./adapters/git/probe-repository.ts"),
    import("node:fs"),
  ]);
  try {
    const { root, commonDir } = await probeRepository(await gitAt(folder));
    return { kind: "found", root, hasHistory: existsSync(join(commonDir, "opencode-swarm", "store")) };
  } catch (error) {
    return gitFindingOf(error);
  }
}

async function probeOpencode(named: string | null): ReturnType<PanelCore["probes"]["opencode"]> {
  const [{ findOpencode }, { installedVersion }] = await Promise.all([
    import("./adapters/opencode/find-opencode.ts"),
    import("./adapters/opencode/installed-version.ts"),
  ]);
  try {
    return { kind: "found", version: await installedVersion(findOpencode(named, process.env), process.env) };
  } catch (error) {
    return opencodeFindingOf(error);
  }
}

const deeds: PanelCore["deeds"] = {
  initRepository: async (folder) => void (await (await gitAt(folder)).answer(["init"])),
  uncommitted: async (folder) =>
    (await gitAt(folder)).list(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]),
  async firstCommit(folder, message) {
    const git = await gitAt(folder);
    // Without a name nothing is staged either: git says so before anything is done.
    await git.answer(["var", "GIT_COMMITTER_IDENT"]);
    await git.answer(["add", "--all"]);
    await git.answer(["commit", "--quiet", "--allow-empty", "-m", message]);
  },
};

/** The environment of a repository's programs: in a folder of our demo the demo's, whose model is served meanwhile. */
function demoEnvironments(context: ExtensionContext) {
  /** One for each folder: another owner may come and go while this window is open. */
  const stages = new Map<string, DemoStage>();
  /** Begun by our command, or by `npm run demo`, which names its folder to the editor that it starts. */
  const known = (): string[] => {
    const named = process.env[demoVariable];
    return [...context.globalState.get<string[]>(demosKey, []), ...(named ? [named] : [])];
  };
  return {
    async of(root: string): Promise<NodeJS.ProcessEnv> {
      const folders = known();
      if (folders.length === 0) return process.env;
      const { demoRepository, openDemoStage } = await import("./demo/demo-stage.ts");
      const folder = folders.find((each) => demoRepository(each) === root);
      if (folder === undefined) return process.env;
      const stage = stages.get(folder) ?? (await openDemoStage(folder, process.env));
      stages.set(folder, stage);
      return stage.env;
    },
    async begin(): Promise<void> {
      const { newDemoFolder, openDemoStage } = await import("./demo/demo-stage.ts");
      const folder = newDemoFolder();
      const stage = await openDemoStage(folder, process.env);
      await stage.close();
      const folders = context.globalState.get<string[]>(demosKey, []);
      await context.globalState.update(demosKey, [...folders, folder]);
      await commands.executeCommand("vscode.openFolder", Uri.file(stage.repository.path), { forceNewWindow: true });
    },
    async close(): Promise<void> {
      for (const stage of stages.values()) await stage.close();
      stages.clear();
    },
  };
}

/** VS Code calls `deactivate` with nothing, so what it ends is kept here. */
let running: { panel: Panel; close(): Promise<void> } | null = null;

/** Called by VS Code once; what it makes is disposed through `context.subscriptions`. */
export function activate(context: ExtensionContext): void {
  const channel = window.createOutputChannel("OpenCode Swarm", { log: true });
  const log = logTo(channel);
  const demos = demoEnvironments(context);
  const panel = openPanel(context, channel, {
    log,
    probes: { git: probeGit, opencode: probeOpencode },
    deeds,
    async join({ root, name, opencode, onWaiting, signal }) {
      const [{ joinSwarm }, { findOpencode }] = await Promise.all([
        import("./join-swarm.ts"),
        import("./adapters/opencode/find-opencode.ts"),
      ]);
      const asOwner = async (): Promise<OwnRequest> => {
        const env = await demos.of(root);
        // A demo's environment holds nothing of the person's, so their OpenCode is looked for in the one of this window.
        const named = env === process.env ? opencode : findOpencode(opencode, process.env);
        const found = named === null ? {} : { opencode: named };
        return { ...windowOwner, dir: root, command: name, env, log, ...found };
      };
      const patience = { patienceMs: Number.POSITIVE_INFINITY, onWaiting, signal };
      return joinSwarm({ dir: root, env: process.env, log, asOwner, ...patience });
    },
    startDemo: demos.begin,
  });
  running = { panel, close: demos.close };
  context.subscriptions.push(channel, panel);
  channel.info(`OpenCode Swarm ${String(context.extension.packageJSON.version)} is active.`);
}

/** VS Code waits for it: the store is let go, and the workers go on for the next owner. */
export async function deactivate(): Promise<void> {
  const ended = running;
  running = null;
  await ended?.panel.close();
  await ended?.close();
}
