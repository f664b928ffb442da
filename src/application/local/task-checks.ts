// Runs a task's checks in its worktree and stores the evidence.
import type { Attempt } from "./attempt-parts.ts";

export async function runTaskChecks(attempt: Attempt, cwd: string): Promise<void> {
  const { checks } = attempt.parts;
  const { task } = await attempt.state();
  const commit = task.work?.commit ?? "";
  const done = new Set(task.checks.filter((one) => one.commit === commit).map(({ name }) => name));
  for (const check of task.plan.checks.filter(({ name }) => !done.has(name))) {
    if (attempt.signal.aborted) return;
    attempt.parts.live(attempt.about, `runs the check ${check.name}`);
    const timeoutMs = check.timeout_s * 1000;
    const evidence = await checks.run({ command: check.run, cwd, timeoutMs, signal: attempt.signal });
    if (attempt.signal.aborted) return;
    await attempt.report({ type: "RecordCheck", name: check.name, run: check.run, commit, ...evidence });
  }
}
