// Verb `resolve`: the worker of a task that conflicts is asked to bring its work together with what has landed.
import type { EpicState } from "../../domain/epic-state.ts";
import { ensureIntegration } from "../reactors/ensure-integration.ts";
import { refused, type Requested } from "../refusal.ts";
import { findEpic, rejected, type VerbParts } from "./verb-parts.ts";

/** Landed tasks that touched one of these files. */
const touching = (epic: EpicState, files: readonly string[]): string[] =>
  [...epic.tasks.values()]
    .filter(({ status, work }) => status === "landed" && work?.files_touched.some((file) => files.includes(file)))
    .map(({ id }) => id);

/** Its next commit comes back as a review, like any other. */
export async function resolveConflict(parts: VerbParts, epicId: string, taskId: string): Promise<Requested<EpicState>> {
  const { door, repository } = parts;
  const found = await findEpic(door, epicId);
  if (!found.ok) return found;
  const epic = found.value;
  const task = epic.tasks.get(taskId);
  const about = { type: "AskToResolve", epic_id: epicId, task_id: taskId, attempt: null } as const;
  const unfit = await door.refusal({ ...about, onto: "", beside: [] });
  if (unfit !== null) return rejected(unfit);
  if (task?.session_id == null) {
    const message = `${taskId} has no session that could go on`;
    return refused({
      exit: 1,
      code: "no-session",
      message,
      remedy: `retry it: \`opencode-swarm retry ${epicId} ${taskId}\``,
    });
  }
  const onto = await ensureIntegration(repository, epic);
  const done = await door.execute({ ...about, onto, beside: touching(epic, task.conflict_files) }, "user");
  return done.ok ? { ok: true, value: done.epic } : rejected(done.rejection);
}
