// Runs the epic's checks on a commit in a scratch worktree, and stores the evidence.
import type { EpicState } from "../../domain/epic-state.ts";
import type { Door } from "../execute.ts";
import type { CheckRunner } from "../ports/checks.ts";
import type { Repository } from "../ports/repository.ts";

/** Null when all are green, else one sentence about the first red one. */
export async function runEpicChecks(
  parts: { door: Door; repository: Repository; checks: CheckRunner },
  epic: EpicState,
  commit: string,
  signal: AbortSignal,
): Promise<string | null> {
  const { door, repository, checks } = parts;
  if (epic.plan.checks.length === 0) return null;
  return repository.withScratch(commit, async (cwd) => {
    for (const check of epic.plan.checks) {
      const evidence = await checks.run({ command: check.run, cwd, timeoutMs: check.timeout_s * 1000, signal });
      if (signal.aborted) return "the check was stopped";
      await door.execute(
        { type: "RecordEpicCheck", epic_id: epic.id, name: check.name, run: check.run, commit, ...evidence },
        "system",
      );
      if (evidence.exit_code === 0) continue;
      const how = evidence.timed_out ? `did not end within ${check.timeout_s} s` : `exited with ${evidence.exit_code}`;
      const tail = evidence.output_tail.trim().split("\n").slice(-3).join(" | ");
      const said = `the check "${check.name}" (${check.run}) ${how} on the combined result`;
      return tail === "" ? said : `${said}: ${tail}`;
    }
    return null;
  });
}
