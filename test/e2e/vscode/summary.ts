// The words of a scene's outcome: one line for each test, the errors below, a count at the end.
import type { SceneOutcome } from "./run-scene.ts";

const marks = { passed: "✓", failed: "✗", skipped: "–" } as const;

/** Whether every test of at least one passed or was skipped with a reason. */
export const isGreen = ({ report, failure }: SceneOutcome): boolean =>
  failure === null &&
  report !== null &&
  report.results.length > 0 &&
  report.results.every(({ state }) => state !== "failed");

export function summaryOf(scene: string, outcome: SceneOutcome): string {
  const { report, failure, artifacts } = outcome;
  const results = report?.results ?? [];
  const count = (state: keyof typeof marks): number => results.filter((result) => result.state === state).length;
  return [
    `${scene}: ${report?.vscode ?? "VS Code did not run the tests"}`,
    ...results.map(({ state, title, ms }) => `  ${marks[state]} ${title} (${ms} ms)`),
    ...results.flatMap(({ title, error }) => (error === null ? [] : [`\n  ${title}\n${error}`])),
    `  ${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`,
    ...(failure === null ? [] : [`  ${failure}; see ${artifacts}`]),
  ].join("\n");
}
