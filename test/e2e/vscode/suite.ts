// What VS Code loads as `extensionTestsPath`: runs the specs that are named, with mocha, and writes a report.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UIKind, commands, env, version, workspace } from "vscode";
import Mocha from "mocha";
import { manifest, noteExercised } from "./note-exercised.ts";
import type { SpecReport, SpecResult } from "./report.ts";

/** The report is the only output. */
class Silent extends Mocha.reporters.Base {}

const testLimitMs = 120_000;

/**
 * Called by VS Code, once for each time that the window is loaded. Throws if a test failed, which is how VS Code learns of
 * it. When there are specs for after a reload, it reloads the window instead of ending, and is called again.
 */
export async function run(): Promise<void> {
  const { SWARM_TEST_SPECS = "[]", SWARM_TEST_SPECS_AFTER_RELOAD = "[]", SWARM_TEST_REPORT = "" } = process.env;
  const afterReload = JSON.parse(SWARM_TEST_SPECS_AFTER_RELOAD) as string[];
  const before = existsSync(SWARM_TEST_REPORT)
    ? (JSON.parse(readFileSync(SWARM_TEST_REPORT, "utf8")) as SpecReport)
    : null;
  noteSettings();
  const kind = env.uiKind === UIKind.Web ? "in a browser" : "on a desktop";
  const results = [...(before?.results ?? [])];
  const failures = await runSpecs(before === null ? (JSON.parse(SWARM_TEST_SPECS) as string[]) : afterReload, results);
  const report: SpecReport = { vscode: `VS Code ${version} ${kind}`, results };
  await writeFile(SWARM_TEST_REPORT, JSON.stringify(report));
  if (failures > 0) throw new Error(`${failures} failed`);
  if (before !== null || afterReload.length === 0) return;
  await commands.executeCommand("workbench.action.reloadWindow");
  // Returning would tell VS Code that the tests are over.
  await new Promise(() => undefined);
}

/** Adds to `results`; the number of failures. */
async function runSpecs(names: readonly string[], results: SpecResult[]): Promise<number> {
  const mocha = new Mocha({ ui: "bdd", timeout: testLimitMs, reporter: Silent });
  for (const name of names) mocha.addFile(join(__dirname, name));
  return new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    // A VS Code that hangs leaves how far it came.
    runner.on("test end", ({ state, err, ...test }) => {
      const line = `${state ?? "skipped"}: ${test.title}${err === undefined ? "" : `\n${String(err)}`}\n`;
      appendFileSync(join(dirname(process.env["SWARM_TEST_REPORT"] ?? ""), "progress.txt"), line);
    });
    runner.on("pass", (test) => results.push(resultOf(test, "passed", null)));
    runner.on("pending", (test) => results.push(resultOf(test, "skipped", null)));
    runner.on("fail", (test, error: Error) => results.push(resultOf(test, "failed", error.stack ?? error.message)));
  });
}

const resultOf = (test: Mocha.Runnable, state: SpecResult["state"], error: string | null): SpecResult => ({
  title: test.fullTitle(),
  state,
  ms: test.duration ?? 0,
  error,
});

/** Settings that the scene begins with, and those that a spec changes. */
function noteSettings(): void {
  const keys = manifest().configuration.flatMap(({ properties }) => Object.keys(properties));
  const begun = keys.filter((key) => workspace.getConfiguration().inspect(key)?.globalValue !== undefined);
  for (const key of begun) noteExercised(`setting ${key}`);
  workspace.onDidChangeConfiguration((change) => {
    for (const key of keys) if (change.affectsConfiguration(key)) noteExercised(`setting ${key}`);
  });
}
