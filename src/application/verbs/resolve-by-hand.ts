// Verbs of a conflict that a person resolves: the merge stands in the worker's worktree until it is finished or given up.
import type { CheckRun } from "../../domain/check-run.ts";
import type { EpicState } from "../../domain/epic-state.ts";
import { attemptRef, branchRef } from "../../domain/ids.ts";
import type { Resolution } from "../../domain/conflict.ts";
import type { TaskState } from "../../domain/task-state.ts";
import { followBranch } from "../follow-branch.ts";
import { ensureIntegration } from "../reactors/ensure-integration.ts";
import { refused, type Requested } from "../refusal.ts";
import { findEpic, rejected, type VerbParts } from "./verb-parts.ts";

export interface ByHand {
  /** Folder in which the merge is made. */
  path: string;
  /** What git could not merge, repository-relative. */
  files: string[];
  /** Of those, what is still to be resolved. */
  open: string[];
}

/** The merge as a commit whose checks are still to run. */
interface Merged {
  epic: EpicState;
  task: TaskState;
  path: string;
  commit: string;
  ref: string;
  files_touched: string[];
}

const no = (code: string, message: string, remedy: string) => refused({ exit: 1, code, message, remedy });
const about = (epicId: string, taskId: string) => ({ epic_id: epicId, task_id: taskId, attempt: null });

/** Where the merge is to be made: nothing of anybody is there that is in no commit. */
async function groundOf(
  { repository }: VerbParts,
  epicId: string,
  task: TaskState,
  commit: string,
): Promise<Requested<string>> {
  const branch = task.branch ?? "";
  await followBranch(repository, task);
  const { path } = await repository.addWorktree({ epicId, taskId: task.id, branch, base: commit });
  const tip = await repository.resolve(branchRef(branch));
  if (tip !== commit || (await repository.worktreeState(path)) !== "ok") {
    const message = `${path} is not at the commit that conflicts (${commit.slice(0, 12)} on ${branch})`;
    return no("branch-moved", message, `put it back there, or retry ${task.id}`);
  }
  if (await repository.isClean(path)) return { ok: true, value: path };
  const { commit: now } = await repository.snapshotOf({ path, branch, base: commit });
  const files = (await repository.changedFiles(commit, now)).join(", ");
  return no("uncommitted", `${path} holds changes that are in no commit: ${files}`, "commit them, or take them away");
}

/** What is under way, or is begun now. */
async function resolutionOf(parts: VerbParts, epic: EpicState, taskId: string): Promise<Requested<Resolution>> {
  const { door, repository } = parts;
  const task = epic.tasks.get(taskId);
  if (task?.resolution != null) return { ok: true, value: task.resolution };
  const commit = task?.work?.commit ?? "";
  const begin = { type: "BeginResolution", ...about(epic.id, taskId), commit } as const;
  const unfit = await door.refusal({ ...begin, onto: "", worktree_path: "" });
  if (unfit !== null) return rejected(unfit);
  if (task === undefined) return no("UnknownTask", `${epic.id} has no task ${taskId}`, "name one of its tasks");
  const ground = await groundOf(parts, epic.id, task, commit);
  if (!ground.ok) return ground;
  const resolution = { commit, onto: await ensureIntegration(repository, epic), worktree_path: ground.value };
  const done = await door.execute({ ...begin, ...resolution }, "user");
  return done.ok ? { ok: true, value: resolution } : rejected(done.rejection);
}

/** Begins the merge, or says how far it is. The worker's commit stays pinned, whatever becomes of it. */
export async function beginResolution(parts: VerbParts, epicId: string, taskId: string): Promise<Requested<ByHand>> {
  const { door, repository } = parts;
  const found = await findEpic(door, epicId);
  if (!found.ok) return found;
  const begun = await resolutionOf(parts, found.value, taskId);
  if (!begun.ok) return begun;
  const { commit, onto } = begun.value;
  const branch = found.value.tasks.get(taskId)?.branch ?? "";
  const { path } = await repository.addWorktree({ epicId, taskId, branch, base: commit });
  const tip = await repository.resolve(branchRef(branch));
  if (tip === commit) await repository.beginMerge({ path, commit: onto });
  const { files, unmerged, marked } = await repository.openMerge({ path, ours: commit, theirs: onto });
  return { ok: true, value: { path, files, open: [...new Set([...unmerged, ...marked])].sort() } };
}

interface Found {
  epic: EpicState;
  task: TaskState;
  resolution: Resolution;
  path: string;
}

/** The merge that is under way, in a worktree that is on its branch. */
async function find({ door, repository }: VerbParts, epicId: string, taskId: string): Promise<Requested<Found>> {
  const found = await findEpic(door, epicId);
  if (!found.ok) return found;
  const unfit = await door.refusal({ type: "AbandonResolution", ...about(epicId, taskId), ref: "" });
  if (unfit !== null) return rejected(unfit);
  const task = found.value.tasks.get(taskId);
  if (task?.resolution == null) {
    const remedy = `begin: \`opencode-swarm resolve ${epicId} ${taskId} --by-hand\``;
    return no("not-by-hand", `${taskId} is not being resolved by hand`, remedy);
  }
  const { resolution } = task;
  const branch = task.branch ?? "";
  const { path } = await repository.addWorktree({ epicId, taskId, branch, base: resolution.commit });
  if ((await repository.worktreeState(path)) !== "ok")
    return no("branch-moved", `${path} is not on its branch ${branch}`, `check that branch out there`);
  return { ok: true, value: { epic: found.value, task, resolution, path } };
}

function unfinished(files: { unmerged: string[]; marked: string[] }): string[] {
  const { marked } = files;
  const unmerged = files.unmerged.filter((path) => !marked.includes(path));
  return [
    ...(marked.length === 0 ? [] : [`conflict markers are left in ${marked.join(", ")}`]),
    ...(unmerged.length === 0 ? [] : [`not marked as resolved (git add): ${unmerged.join(", ")}`]),
  ];
}

/** Commits the merge as the person's, pinned. May run twice. */
export async function commitResolution(parts: VerbParts, epicId: string, taskId: string): Promise<Requested<Merged>> {
  const { repository } = parts;
  const found = await find(parts, epicId, taskId);
  if (!found.ok) return found;
  const { epic, task, resolution, path } = found.value;
  const { commit: ours, onto } = resolution;
  const tip = (await repository.resolve(branchRef(task.branch ?? ""))) ?? ours;
  const { underWay, ...files } = await repository.openMerge({ path, ours, theirs: onto });
  const said = unfinished(files);
  if (said.length > 0) return no("unresolved", said.join("; "), "resolve them, then finish");
  const given = { code: "not-merged", message: `no merge of what has landed stands in ${path}` };
  if (!underWay && !(await repository.isAncestor(onto, tip)))
    return no(given.code, given.message, "abort it, and begin again");
  const title = task.plan.title.trim().split("\n")[0] ?? taskId;
  const message = `Merge what landed meanwhile into "${title}"\n\nSwarm-Epic: ${epicId}\nSwarm-Task: ${taskId}\n`;
  const ref = `${attemptRef(epicId, taskId, task.attempt)}-resolved`;
  const { commit, files_touched } = await repository.collect({
    path,
    branch: task.branch ?? "",
    base: onto,
    ref,
    message,
    author: null,
  });
  for (const side of [ours, onto])
    if (!(await repository.isAncestor(side, commit))) return no(given.code, given.message, "abort it, and begin again");
  return { ok: true, value: { epic, task, path, commit, ref, files_touched } };
}

/** Runs the task's checks on it; then it is to be reviewed. */
export async function recordResolution(
  { door, checks, live }: VerbParts,
  { epic, task, path: cwd, commit, ref, files_touched }: Merged,
  signal: AbortSignal,
): Promise<Requested<EpicState>> {
  const runs: CheckRun[] = [];
  for (const { name, run, timeout_s } of task.plan.checks) {
    live({ epic_id: epic.id, task_id: task.id, attempt: task.attempt }, `runs the check ${name}`);
    const evidence = await checks.run({ command: run, cwd, timeoutMs: timeout_s * 1000, signal });
    if (signal.aborted) return no("stopped", "its checks did not come to their end", "finish it again");
    runs.push({ name, run, ...evidence });
  }
  const record = { type: "RecordResolution", ...about(epic.id, task.id), commit, ref, files_touched } as const;
  const done = await door.execute({ ...record, checks: runs }, "user");
  if (!done.ok) return rejected(done.rejection);
  if (done.epic.tasks.get(task.id)?.work?.commit === commit) return { ok: true, value: done.epic };
  return no("given-up", `the merge of ${task.id} was given up meanwhile`, "begin again");
}

/** The worktree is as it was before; what stood there is pinned. */
export async function abortResolution(parts: VerbParts, epicId: string, taskId: string): Promise<Requested<EpicState>> {
  const found = await find(parts, epicId, taskId);
  if (!found.ok) return found;
  const { task, resolution, path } = found.value;
  const { commit } = resolution;
  const name = `${attemptRef(epicId, taskId, task.attempt)}-given-up`;
  const { ref } = await parts.repository.dropMerge({ path, branch: task.branch ?? "", commit, ref: name });
  const done = await parts.door.execute({ type: "AbandonResolution", ...about(epicId, taskId), ref }, "user");
  return done.ok ? { ok: true, value: done.epic } : rejected(done.rejection);
}
