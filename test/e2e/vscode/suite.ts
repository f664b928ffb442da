// What VS Code loads as `extensionTestsPath`: runs the specs that are named, with mocha, and writes a report.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UIKind, env, version } from "vscode";
import Mocha from "mocha";
import type { SpecReport, SpecResult } from "./report.ts";

/** The report is the only output. */
class Silent extends Mocha.reporters.Base {}

const testLimitMs = 120_000;

/** Called by VS Code. Throws if a test failed, which is how VS Code learns of it. */
export async function run(): Promise<void> {
  const { SWARM_TEST_SPECS = "[]", SWARM_TEST_REPORT = "" } = process.env;
  const mocha = new Mocha({ ui: "bdd", timeout: testLimitMs, reporter: Silent });
  for (const name of JSON.parse(SWARM_TEST_SPECS) as string[]) mocha.addFile(join(__dirname, name));
  const results: SpecResult[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on("pass", (test) => results.push(resultOf(test, "passed", null)));
    runner.on("pending", (test) => results.push(resultOf(test, "skipped", null)));
    runner.on("fail", (test, error: Error) => results.push(resultOf(test, "failed", error.stack ?? error.message)));
  });
  const kind = env.uiKind === UIKind.Web ? "in a browser" : "on a desktop";
  const report: SpecReport = { vscode: `VS Code ${version} ${kind}`, results };
  await writeFile(SWARM_TEST_REPORT, JSON.stringify(report));
  if (failures > 0) throw new Error(`${failures} failed`);
}

const resultOf = (test: Mocha.Runnable, state: SpecResult["state"], error: string | null): SpecResult => ({
  title: test.fullTitle(),
  state,
  ms: test.duration ?? 0,
  error,
});
