// The ways in which work arrives: that of a task on the integration branch, and that of an epic on the person's branch.

/** One commit, a merge commit with the worker's own commits behind it, or the worker's own commits one after the other. */
export const taskJoins = ["squash", "merge", "rebase"] as const;
export type TaskJoin = (typeof taskJoins)[number];

/** The commits of the tasks as they are, the same behind a merge commit, or one commit for all. */
export const landingStrategies = ["fast-forward", "merge", "squash"] as const;
export type LandingStrategy = (typeof landingStrategies)[number];

/** Uncommitted work of the person that was set aside while a branch moved: the ref that keeps it, and what did not come back. */
export interface WorkAside {
  ref: string;
  /** Paths that somebody changed meanwhile: they were left alone. */
  left: string[];
}
