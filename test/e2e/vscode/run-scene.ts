// Runs one scene through `runTests` of @vscode/test-electron, which starts whichever VS Code there is.
import { chmod, mkdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { codeServerObstacle } from "../../../src/demo/code-server/install-code-server.ts";
import { createProfile, removeProfile } from "../../support/vscode/profile.ts";
import type { SpecReport } from "./report.ts";
import { commandsInLogs, exercisedIn } from "./exercised-in.ts";
import { specsOf, type Scene } from "./scenes.ts";

/** The checkout that this runs in, whether as a bundle or not. */
const root = process.cwd();
const specs = join(root, "test/e2e/vscode");
const output = join(root, "dist-test/vscode");
const extension = root;

const isDesktop = process.env["VSC_EXECUTABLE"] !== undefined || process.env["VSC_DOWNLOAD"] === "1";

/** Why no VS Code can be had here, or null. */
export const vsCodeObstacle = (): string | null => (isDesktop ? null : codeServerObstacle());

export interface SceneOutcome {
  /** Null when VS Code did not come to run the tests. */
  report: SpecReport | null;
  /** What `runTests` said of a run that failed, else null. */
  failure: string | null;
  /** What of the manifest was exercised, as `promises.ts` spells it. */
  exercised: string[];
  /** Folder with the logs of the window and the server and, after a failure, a picture. */
  artifacts: string;
}

export async function runScene(scene: Scene): Promise<SceneOutcome> {
  const artifacts = join(output, "artifacts", scene.name);
  await rm(artifacts, { recursive: true, force: true });
  await mkdir(artifacts, { recursive: true });
  const names = await specsOf(scene, specs);
  const { launcher, suite } = await bundleTests([...names, ...scene.afterReload]);
  const specLists = {
    SWARM_TEST_SPECS: JSON.stringify(names.map(bundleOf)),
    SWARM_TEST_SPECS_AFTER_RELOAD: JSON.stringify(scene.afterReload.map(bundleOf)),
  };
  const stage = await scene.prepare();
  const profile = await createProfile(stage.settings);
  const reportFile = join(artifacts, "report.json");
  const exercisedFile = join(artifacts, "exercised.txt");
  try {
    const failure = await runTests({
      vscodeExecutablePath: await executable(launcher),
      extensionDevelopmentPath: extension,
      extensionTestsPath: suite,
      extensionTestsEnv: {
        // Our launcher keeps its own home, where the cache is, and hands these on to VS Code.
        ...(isDesktop ? stage.env : {}),
        SWARM_TEST_ENV: JSON.stringify({
          ...stage.env,
          ...specLists,
          SWARM_TEST_REPORT: reportFile,
          SWARM_TEST_EXERCISED: exercisedFile,
        }),
        ...specLists,
        SWARM_TEST_REPORT: reportFile,
        SWARM_TEST_EXERCISED: exercisedFile,
        SWARM_TEST_ARTIFACTS: artifacts,
      },
      launchArgs: [
        ...(stage.folder === null ? [] : [stage.folder]),
        "--user-data-dir",
        profile.userData,
        "--extensions-dir",
        profile.extensions,
        "--disable-telemetry",
      ],
    }).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const report = await readFile(reportFile, "utf8").then(
      (text) => JSON.parse(text) as SpecReport,
      () => null,
    );
    const exercised = [...(await exercisedIn(exercisedFile)), ...(await commandsInLogs(profile.userData))];
    return { report, failure, exercised, artifacts };
  } finally {
    await removeProfile(profile);
    await stage.remove();
  }
}

const executable = async (launcher: string): Promise<string> =>
  process.env["VSC_EXECUTABLE"] ?? (process.env["VSC_DOWNLOAD"] === "1" ? await downloadAndUnzipVSCode() : launcher);

/** What a spec is called once it is bundled. */
const bundleOf = (spec: string): string => `${basename(spec, ".ts")}.cjs`;

/** The launcher is a program of its own; the suite and each spec are what VS Code and mocha `require`. */
async function bundleTests(names: readonly string[]) {
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20",
    sourcemap: "inline",
    logLevel: "warning",
  } as const;
  const launcher = join(output, "launcher.mjs");
  await build({
    ...common,
    entryPoints: [join(root, "test/support/vscode/launcher.ts")],
    outfile: launcher,
    format: "esm",
    packages: "external",
    banner: { js: "#!/usr/bin/env node" },
  });
  await chmod(launcher, 0o755);
  await build({
    ...common,
    entryPoints: [join(specs, "suite.ts"), ...names.map((name) => join(specs, name))],
    outdir: output,
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    external: ["vscode", "mocha/lib/mocha.cjs"],
    // Its front is an ES module, which the Node.js of an older VS Code requires in another shape.
    alias: { mocha: "mocha/lib/mocha.cjs" },
  });
  return { launcher, suite: join(output, "suite.cjs") };
}
