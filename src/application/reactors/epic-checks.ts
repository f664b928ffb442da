// Runs the epic's checks on a combined result in a scratch worktree, and stores the evidence.
import type { EpicState } from "../../domain/epic-state.ts";
import { knownRed } from "../../domain/landing-queue.ts";
import type { Check } from "../../domain/plan.ts";
import type { CheckRun } from "../../domain/check-run.ts";
import type { Door } from "../execute.ts";
import type { CheckRunner } from "../ports/checks.ts";
import type { Repository } from "../ports/repository.ts";

export interface CheckParts {
  door: Door;
  repository: Repository;
  checks: CheckRunner;
}

export interface CombinedResult {
  commit: string;
  /** Ids of the tasks whose work it adds to what has landed. */
  tasks: string[];
  /** Red ones are tried again, although the same content was seen red before: the world around it may have changed. */
  afresh: boolean;
}

/** A red check that is green when it runs again was no fault of the work; one that took its whole time is not tried again. */
const runsOnRed = 2;

async function runCheck(
  parts: CheckParts,
  epicId: string,
  check: Check,
  { commit, tasks, tree, cwd }: CombinedResult & { tree: string; cwd: string },
  signal: AbortSignal,
): Promise<CheckRun | null> {
  for (let run = 1; ; run += 1) {
    const evidence = await parts.checks.run({ command: check.run, cwd, timeoutMs: check.timeout_s * 1000, signal });
    signal.throwIfAborted();
    const red = { name: check.name, run: check.run, ...evidence };
    await parts.door.execute(
      { type: "RecordEpicCheck", epic_id: epicId, ...red, commit, combined: { tree, tasks } },
      "system",
    );
    if (evidence.exit_code === 0) return null;
    if (run === runsOnRed || evidence.timed_out) return red;
  }
}

/** The red ones. Content that was seen green is not tested again. Throws when aborted. */
export async function runEpicChecks(
  parts: CheckParts,
  epic: EpicState,
  result: CombinedResult,
  signal: AbortSignal,
): Promise<readonly CheckRun[]> {
  const { repository } = parts;
  const tree = await repository.treeOf(result.commit);
  const known = knownRed((await parts.door.epic(epic.id)) ?? epic, tree);
  if (known !== null && (known.length === 0 || !result.afresh)) return known;
  return repository.withScratch(result.commit, async (cwd) => {
    const red: CheckRun[] = [];
    for (const check of epic.plan.checks) {
      const found = await runCheck(parts, epic.id, check, { ...result, tree, cwd }, signal);
      if (found !== null) red.push(found);
    }
    return red;
  });
}
