// Ends the output of a test run with one plain line that a program can read, `N passed, N failed[, N skipped]`, and before it
// names every test that passed only when it was tried again.
import { writeSync } from "node:fs";
import type { Reporter, SerializedError, TestModule } from "vitest/node";

export default class ClosingLineReporter implements Reporter {
  /** A module that does not load and an error outside any test count as failed: a red run never says `0 failed`. */
  onTestRunEnd(modules: readonly TestModule[], strayErrors: readonly SerializedError[]): void {
    const flaky: string[] = [];
    const count = { passed: 0, failed: strayErrors.length, skipped: 0 };
    for (const module of modules) {
      const before = count.failed;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        count[state === "pending" ? "failed" : state] += 1;
        if (test.diagnostic()?.flaky === true)
          flaky.push(`passed when tried again: ${module.moduleId} > ${test.fullName}\n`);
      }
      if (!module.ok() && count.failed === before) count.failed += 1;
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : "";
    const line = `${count.passed} passed, ${count.failed} failed${skipped}\n`;
    process.once("exit", () => writeSync(1, flaky.join("") + line));
  }
}
