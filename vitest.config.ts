// How the tests run: two processes at a time, because git, OpenCode and the store want the cores too; a VS Code wants both.
import { defineConfig } from "vitest/config";

/** What starts a whole VS Code. */
const withVsCode = ["test/e2e/vscode.test.ts", "test/e2e/packaged/*.test.ts"];

const common = {
  environment: "node",
  pool: "forks",
  // Nets for what hangs, not measures: a loaded machine may take many times what a quiet one does.
  testTimeout: 240_000,
  hookTimeout: 120_000,
  teardownTimeout: 30_000,
  expect: { poll: { timeout: 60_000 } },
  // Real processes on a machine that others load: what fails is tried once more, and the report says that it was.
  retry: 1,
} as const;

export default defineConfig({
  test: {
    reporters: ["default", "./test/support/closing-line-reporter.ts"],
    projects: [
      {
        test: {
          ...common,
          name: "core",
          include: ["test/**/*.test.ts"],
          exclude: withVsCode,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...common, name: "vscode", include: withVsCode, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
