// Verb `undo` of a task: its landed work leaves the integration branch again, by a commit that reverts it.
import { builtOn } from "../../domain/built-on.ts";
import type { EpicState } from "../../domain/epic-state.ts";
import type { TaskState } from "../../domain/task-state.ts";
import type { Repository } from "../ports/repository.ts";
import { ensureIntegration } from "../reactors/ensure-integration.ts";
import { refused, type Requested } from "../refusal.ts";
import { findEpic, rejected, type VerbParts } from "./verb-parts.ts";

const no = (code: string, message: string, remedy: string) => refused({ exit: 1, code, message, remedy });

const names = (tasks: readonly TaskState[]): string => tasks.map(({ id }) => id).join(", ");

function changedSince(epic: EpicState, taskId: string, files: readonly string[]): TaskState[] {
  const touches = (task: TaskState): boolean => task.work?.files_touched.some((file) => files.includes(file)) ?? false;
  return [...epic.tasks.values()].filter(({ id, status }) => id !== taskId && status === "landed").filter(touches);
}

/** The integration branch without the task's work, as a commit on its tip; the tip itself when it had brought nothing. */
async function without(
  repository: Repository,
  epic: EpicState,
  task: TaskState,
  tip: string,
): Promise<Requested<string>> {
  const { landed_commit: landed, landed_from: from } = task;
  if (epic.integration === null || landed === null || from === null || landed === from) return { ok: true, value: tip };
  const message = `Revert "${task.plan.title.trim().split("\n")[0] ?? task.id}"\n\nSwarm-Epic: ${epic.id}\nSwarm-Task: ${task.id}\n`;
  const move = { branch: epic.integration.branch, old: from, new: landed };
  const reverted = await repository.revertCommit(move, tip, message);
  if (reverted.kind === "clean") return { ok: true, value: reverted.commit };
  const others = changedSince(epic, task.id, reverted.files);
  const who = others.length === 0 ? "what landed since" : names(others);
  const text = `${who} changed the same lines after it, in ${reverted.files.join(", ")}`;
  return no("conflict", text, "take that out first");
}

/** What it brought is gone from the integration branch; the work itself stays, to be approved again, sent back or discarded. */
export async function takeOut(parts: VerbParts, epicId: string, taskId: string): Promise<Requested<EpicState>> {
  const { door, repository, integration } = parts;
  return integration.add(epicId, async () => {
    const found = await findEpic(door, epicId);
    if (!found.ok) return found;
    const epic = found.value;
    const about = { epic_id: epicId, task_id: taskId, attempt: null } as const;
    const unfit = await door.refusal({ type: "TakeTaskOut", ...about, old: "", new: "" });
    if (unfit !== null) return rejected(unfit);
    const task = epic.tasks.get(taskId);
    if (task === undefined) return found;
    if (epic.landed !== null)
      return no(
        "landed",
        `${epicId} is in ${epic.landed.branch}`,
        `undo that first: \`opencode-swarm undo ${epicId}\``,
      );
    const dependants = builtOn(epic, taskId);
    if (dependants.length > 0)
      return no("built-upon", `built on it: ${names(dependants)}`, "take those out or discard them first");
    const tip = await ensureIntegration(repository, epic);
    const next = await without(repository, epic, task, tip);
    if (!next.ok) return next;
    const done = await door.execute({ type: "TakeTaskOut", ...about, old: tip, new: next.value }, "user");
    if (!done.ok) return rejected(done.rejection);
    // The record says where the branch is now; a crash from here on is mended by whoever looks next.
    await ensureIntegration(repository, done.epic);
    return findEpic(door, epicId);
  });
}
