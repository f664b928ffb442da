// Names: what an id looks like, and which git refs belong to an epic, a task and an attempt.

/** Shape of every epic id and task id. */
export const idPattern = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** Root of every ref that pins work of ours so that nothing is ever lost to `git gc`. */
export const pinRoot = "refs/opencode-swarm";

/** Branch that collects the landed tasks of an epic, without `refs/heads/`. */
export const integrationBranch = (epicId: string): string => `swarm/${epicId}/_integration`;

/** Branch on which a worker commits, without `refs/heads/`. */
export const taskBranch = (epicId: string, taskId: string): string => `swarm/${epicId}/${taskId}`;

/** Ref that keeps the commit of one attempt reachable after its branch or worktree is gone. */
export const attemptRef = (epicId: string, taskId: string, attempt: number): string =>
  `${pinRoot}/${epicId}/${taskId}/${attempt}`;

/** Ref that keeps the person's branch tip from before landing number `landing` (counted from 1). */
export const undoRef = (epicId: string, landing: number): string => `${pinRoot}/${epicId}/_undo/${landing}`;

/** Ref that keeps uncommitted work of the person that was in the way of landing number `landing`. */
export const asideRef = (epicId: string, landing: number): string => `${pinRoot}/${epicId}/_aside/${landing}`;

/** Full ref name of a local branch. */
export const branchRef = (branch: string): string => `refs/heads/${branch}`;

/** Turns a title into the readable part of an epic id: lower case, dashes, at most `length` characters. */
export function slug(title: string, length = 30): string {
  const ascii = title
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
  const dashed = ascii
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, length)
    .replace(/^-+|-+$/g, "");
  return dashed === "" ? "epic" : dashed;
}
