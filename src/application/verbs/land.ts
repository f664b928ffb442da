// Verb `land`: approved work goes to the integration branch, a whole epic to the person's branch.
import { allLanded, dueEffects } from "../../domain/due-effects.ts";
import type { EpicState } from "../../domain/epic-state.ts";
import { landEpic, type LandingWish } from "../reactors/land-epic.ts";
import { landTasks } from "../reactors/land-tasks.ts";
import { removeWorktree } from "../reactors/remove-worktree.ts";
import { refused, type Requested } from "../refusal.ts";
import { findEpic, type VerbParts } from "./verb-parts.ts";

/** Lands approved tasks until none is left or one cannot go on. */
async function landApproved(parts: VerbParts, epicId: string, signal: AbortSignal): Promise<void> {
  let version = -1;
  for (;;) {
    const epic = await parts.door.epic(epicId);
    if (epic === null || epic.version === version || signal.aborted) return;
    version = epic.version;
    if (!dueEffects(epic).some(({ kind }) => kind === "land-tasks")) return;
    await landTasks(parts, epic, signal);
  }
}

/** Why an epic cannot land as it is now, or null. */
export function notReady(epic: EpicState): Requested<never> | null {
  const no = (code: string, message: string, remedy: string) => refused({ exit: 1, code, message, remedy });
  if (epic.landed !== null) {
    const { branch, commit } = epic.landed;
    return no(
      "already-landed",
      `${epic.id} is in ${branch} already, as ${commit.slice(0, 12)}`,
      "nothing is left to land",
    );
  }
  if (epic.undone === "revert") {
    const message = `${epic.id} was taken back by a revert commit, so its commits are in the branch's history already`;
    return no("reverted", message, "revert that revert commit with `git revert` to bring the work back");
  }
  if (allLanded(epic)) return null;
  const open = [...epic.tasks.values()].filter((task) => task.status !== "landed" && task.status !== "discarded");
  const said = open.map((task) => `${task.id} is ${task.status.replace("_", " ")}`).join(", ");
  const message = said === "" ? "every task was discarded" : `not every task is in the integration branch: ${said}`;
  return no("not-complete", message, "approve, retry or discard those first");
}

/** A person ended it before anything moved. */
export const refusedAsStopped = refused({
  exit: 1,
  code: "stopped",
  message: "the landing was stopped; nothing was changed",
  remedy: "land again when you like; the integration branch is kept",
});

const otherWays: Readonly<Record<string, string>> = {
  "checks-failed": ", or land with --despite-checks",
  "would-overwrite": ", or land with --set-aside",
};

const remedyOf = (code: string): string => `mend that, then land again${otherWays[code] ?? ""}`;

/** Lands approved tasks, then the epic, when all of it is there. Refused as `stopped` when the signal ended it. */
export async function land(
  parts: VerbParts,
  epicId: string,
  request: LandingWish & { signal: AbortSignal },
): Promise<Requested<EpicState>> {
  const found = await findEpic(parts.door, epicId);
  if (!found.ok) return found;
  if (request.signal.aborted) return refusedAsStopped;
  // What refused it before may be mended: what is said afterwards is of this time.
  const { despite_checks } = request;
  await parts.door.execute({ type: "RetryEpicLanding", epic_id: epicId, despite_checks }, "user");
  await landApproved(parts, epicId, request.signal);
  if (request.signal.aborted) return refusedAsStopped;
  const epic = (await parts.door.epic(epicId)) ?? found.value;
  const refusal = notReady(epic);
  if (refusal !== null) return refusal;
  await landEpic(parts, epic, request, request.signal);
  const after = (await parts.door.epic(epicId)) ?? epic;
  if (after.landed === null) {
    if (after.refusal === null) {
      await parts.door.execute({ type: "RetryEpicLanding", epic_id: epicId, despite_checks: false }, "system");
      return refusedAsStopped;
    }
    const { code, message } = after.refusal;
    return refused({ exit: 1, code, message, remedy: `${remedyOf(code)}; the integration branch is kept` });
  }
  for (const task of after.tasks.values()) await removeWorktree(parts, after, task.id);
  return findEpic(parts.door, epicId);
}
