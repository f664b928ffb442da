// Collects what a worker left: one pinned commit on its branch, and what was not as it should be.
import { attemptRef, branchRef } from "../../domain/ids.ts";
import type { TaskState } from "../../domain/task-state.ts";
import type { Repository } from "../ports/repository.ts";
import { workerAuthor } from "../reactors/landing-words.ts";
import type { Attempt } from "./attempt-parts.ts";
import { findingsOf } from "./work-findings.ts";

/** What a worker's bash can reach beside its worktree, as it was when the attempt began. */
export interface Surroundings {
  /** Paths of the person's checkout that differed from HEAD. */
  dirty: readonly string[];
  settings: ReadonlyMap<string, string>;
  /** The person's branches. */
  branches: ReadonlyMap<string, string>;
}

export async function lookAround(repository: Repository): Promise<Surroundings> {
  const looks = [repository.dirtyFiles(), repository.settings(), repository.ownBranches()] as const;
  const [dirty, settings, branches] = await Promise.all(looks);
  return { dirty, settings, branches };
}

async function changedSince(before: Surroundings, repository: Repository): Promise<string[]> {
  const looks = [repository.dirtyFiles(), repository.settings(), repository.movedBranches(before.branches)] as const;
  const [dirty, settings, branches] = await Promise.all(looks);
  const known = new Set(before.dirty);
  const names = new Set([...before.settings.keys(), ...settings.keys()]);
  const steered = [...names].filter((name) => before.settings.get(name) !== settings.get(name));
  const moved = branches.map((branch) => `branch ${branch}`);
  return [...dirty.filter((file) => !known.has(file)), ...steered.sort(), ...moved];
}

/** A worker that was sent back may have merged what its work has to get along with: only its own changes are its work. */
async function ownBase(repository: Repository, { base, setback }: TaskState, branch: string): Promise<string> {
  if (setback === null) return base ?? "";
  const tip = await repository.resolve(branchRef(branch));
  const merged = tip !== null && (await repository.isAncestor(setback.onto, tip));
  return merged ? setback.onto : (base ?? "");
}

/** Who resolves a conflict changes the files of the conflict, and nothing that git merges by itself. */
async function strayed(repository: Repository, { setback }: TaskState, commit: string): Promise<string[]> {
  if (setback?.kind !== "conflict") return [];
  if (!(await repository.isAncestor(setback.onto, commit))) return ["it did not merge what it conflicts with"];
  const merged = await repository.merge(setback.commit, setback.onto);
  const changed = await repository.changedFiles(merged.tree, commit);
  const beside = changed.filter((file) => merged.kind === "clean" || !merged.files.includes(file));
  return beside.length === 0 ? [] : [`it changed more than the files of the conflict: ${beside.join(", ")}`];
}

/** `began`: where its branch was before its turn, null: not known. Throws GitError. */
export async function collectWork(
  attempt: Attempt,
  path: string,
  { before, began }: { before: Surroundings; began: string | null },
): Promise<void> {
  const { repository } = attempt.parts;
  const { epic_id, task_id } = attempt.about;
  const { epic, task } = await attempt.state();
  const ref = attemptRef(epic_id, task_id, attempt.about.attempt);
  const branch = task.branch ?? "";
  const base = await ownBase(repository, task, branch);
  const tip = await repository.resolve(branchRef(branch));
  const work = await repository.collect({
    path,
    branch,
    base,
    ref,
    message: `${task.plan.title.trim().split("\n")[0] ?? task_id}\n\nCommitted by opencode-swarm from what the worker left uncommitted.\n`,
    author: workerAuthor(task_id),
  });
  const outside_changes = await changedSince(before, repository);
  const irregularities = [...work.irregularities, ...(await strayed(repository, task, work.commit))];
  const committed = began !== null && tip !== null && tip !== began;
  const findings = await findingsOf(repository, { epic, task, path, base, work, committed });
  await attempt.report({ type: "RecordWork", base, ref, ...work, irregularities, outside_changes, findings });
}
