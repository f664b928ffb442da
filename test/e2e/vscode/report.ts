// What the tests inside VS Code say of themselves, from one process to another.

export interface SpecResult {
  /** Names of the suites and the test. */
  title: string;
  state: "passed" | "failed" | "skipped";
  ms: number;
  /** Stack of the error of a failed test, else null. */
  error: string | null;
}

export interface SpecReport {
  /** `vscode.version` and whether it is a desktop. */
  vscode: string;
  results: SpecResult[];
}
