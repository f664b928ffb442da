// Verb `export`: an epic's integration branch and what is not in it, or one worker's branch, as patches.
import type { EpicState } from "../../domain/epic-state.ts";
import { branchRef } from "../../domain/ids.ts";
import type { TaskState } from "../../domain/task-state.ts";
import type { PatchSeries } from "../ports/patches.ts";
import { refused, type Requested } from "../refusal.ts";
import { findEpic, type VerbParts } from "./verb-parts.ts";

export interface ExportWish {
  /** Absolute. */
  folder: string;
  overwrite: boolean;
}

type Place = Pick<PatchSeries, "folder" | "below">;
type Parts = Pick<VerbParts, "door" | "repository">;

const titleOf = ({ plan, id }: TaskState): string => plan.title.trim().split("\n")[0] || id;

/** What the worktree holds beside the commits of its branch. */
async function leftoversOf({ repository }: Parts, task: TaskState, tip: string): Promise<string | null> {
  const { worktree_path: path, branch } = task;
  if (path === null || branch === null || (await repository.worktreeState(path)) !== "ok") return null;
  if (await repository.isClean(path)) return null;
  return (await repository.snapshotOf({ path, branch, base: tip })).commit;
}

/** Null: it has done nothing yet. */
async function seriesOf(parts: Parts, epic: EpicState, task: TaskState, place: Place): Promise<PatchSeries | null> {
  const { repository } = parts;
  const onBranch = task.branch === null ? null : await repository.resolve(branchRef(task.branch));
  const tip = onBranch ?? (task.kept_ref === null ? null : await repository.resolve(task.kept_ref));
  if (tip === null) return null;
  const shared = await repository.mergeBase(tip, epic.integration?.tip ?? epic.base_commit);
  const base = shared === null || shared === tip ? (task.work?.base ?? task.base ?? epic.base_commit) : shared;
  const leftovers = await leftoversOf(parts, task, tip);
  return base === tip && leftovers === null ? null : { ...place, base, tip, title: titleOf(task), leftovers };
}

async function ofEpic(parts: Parts, epic: EpicState, folder: string): Promise<PatchSeries[]> {
  const { base_commit: base, integration, title } = epic;
  const tip = integration?.tip ?? base;
  const found: PatchSeries[] = tip === base ? [] : [{ folder, below: null, base, tip, title, leftovers: null }];
  for (const task of epic.tasks.values()) {
    const series = task.status === "discarded" ? null : await seriesOf(parts, epic, task, { folder, below: task.id });
    if (series !== null && (task.status !== "landed" || series.leftovers !== null)) found.push(series);
  }
  return found;
}

/** Gives the files, in the order in which they apply. `taskId` null: the whole epic, with what has not landed in folders of its own. */
export async function exportWork(
  parts: Parts,
  epicId: string,
  taskId: string | null,
  { folder, overwrite }: ExportWish,
): Promise<Requested<string[]>> {
  const found = await findEpic(parts.door, epicId);
  if (!found.ok) return found;
  const epic = found.value;
  const task = taskId === null ? null : epic.tasks.get(taskId);
  if (task === undefined) {
    const message = `${epicId} has no task ${taskId}`;
    return refused({ exit: 2, code: "UnknownTask", message, remedy: "`opencode-swarm status` lists them" });
  }
  const one = task === null ? null : await seriesOf(parts, epic, task, { folder, below: null });
  const series = task === null ? await ofEpic(parts, epic, folder) : one === null ? [] : [one];
  if (series.length === 0) {
    const message = `there is nothing of ${taskId ?? epicId} to export`;
    return refused({
      exit: 1,
      code: "nothing-to-export",
      message,
      remedy: "wait until a worker has changed something",
    });
  }
  const { kind, files } = await parts.repository.writePatches(series, { overwrite });
  if (kind === "written") return { ok: true, value: files };
  const message = `these are there already: ${files.join(", ")}`;
  return refused({ exit: 1, code: "exists", message, remedy: "name another folder, or say --force" });
}
