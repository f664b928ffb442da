// Looks for what speaks against a worker's collected work, in git: its words are only held against what is there.
import type { EpicState } from "../../domain/epic-state.ts";
import type { Finding } from "../../domain/finding.ts";
import { leadFiles, tamperingOf, wantsText } from "../../domain/tampering.ts";
import type { TaskState } from "../../domain/task-state.ts";
import type { CollectedWork, FileChange, Repository } from "../ports/repository.ts";

interface Collected {
  epic: EpicState;
  task: TaskState;
  /** Its worktree. */
  path: string;
  base: string;
  work: CollectedWork;
  /** It made commits of its own in this attempt. */
  committed: boolean;
}

/** Throws GitError. */
export async function findingsOf(repository: Repository, collected: Collected): Promise<Finding[]> {
  const { task, work, committed } = collected;
  const tampering = work.files_touched.length === 0 ? [] : await tamperingWith(repository, collected);
  const claims = await falseClaims(repository, collected.path, task, work.files_touched);
  return [
    ...tampering,
    ...(committed && work.leftovers_committed ? [{ kind: "left-part" } as const] : []),
    ...(claims.length > 0 ? [{ kind: "false-claims", paths: claims } as const] : []),
  ];
}

async function tamperingWith(repository: Repository, { epic, task, base, work }: Collected): Promise<Finding[]> {
  const checks = [...task.plan.checks, ...epic.plan.checks];
  const asked = (file: FileChange): boolean => wantsText(file);
  const files = await repository.fileChanges(base, work.commit);
  if (checks.length === 0 && !files.some(asked)) return [];
  const standing = leadFiles.filter((path) => !files.some((file) => file.path === path || file.from === path));
  const read = files.filter(asked);
  const texts = await repository.texts([
    ...read.map(({ from, path }) => ({ commit: base, path: from ?? path })),
    ...read.map(({ path }) => ({ commit: work.commit, path })),
    ...standing.map((path) => ({ commit: work.commit, path })),
  ]);
  const at = new Map(read.map((file, index) => [file.path, index]));
  const textOf = (file: FileChange, side: 0 | 1): string | null => {
    const index = at.get(file.path);
    return index === undefined ? null : (texts[index + side * read.length] ?? null);
  };
  const changed = files.map((file) => ({ ...file, before: textOf(file, 0), after: textOf(file, 1) }));
  const leads = standing.map((path, index) => {
    const text = texts[2 * read.length + index] ?? null;
    return { path, from: null, change: "modified" as const, before: text, after: text };
  });
  return tamperingOf([...changed, ...leads], checks, (path) => task.plan.files.includes(path));
}

const claimLength = 200;

/** Paths that it says it changed, as a repository names them; what cannot be a path of it is no claim about it. */
function claimedPaths(task: TaskState, worktree: string): string[] {
  const inside = `${worktree.replaceAll("\\", "/")}/`;
  const paths = (task.completion?.files_touched ?? []).map((path) => {
    const slashed = path.trim().replaceAll("\\", "/");
    return (slashed.startsWith(inside) ? slashed.slice(inside.length) : slashed).replace(/^(?:\.\/)+/, "");
  });
  return [...new Set(paths)].filter(
    (path) =>
      path !== "" && path.length <= claimLength && !/^(?:\/|[A-Za-z]:)|(?:^|\/)\.\.(?:\/|$)|[*?\n\0]/.test(path),
  );
}

/** A folder stands for what is in it, and of what git ignores nothing can be said. */
async function falseClaims(
  repository: Repository,
  worktree: string,
  task: TaskState,
  touched: readonly string[],
): Promise<string[]> {
  if (task.completion?.status !== "success") return [];
  const known = new Set(touched);
  const isTouched = (path: string): boolean => {
    const folder = path.replace(/\/$/, "");
    return known.has(path) || path === "." || touched.some((one) => one.startsWith(`${folder}/`));
  };
  const open = claimedPaths(task, worktree).filter((path) => !isTouched(path));
  if (open.length === 0) return [];
  const ignored = new Set(await repository.ignored(worktree, open));
  return open.filter((path) => !ignored.has(path));
}
