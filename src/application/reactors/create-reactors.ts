// The reactors of a repository, with their parts filled in.
import { createIntegration } from "./create-integration.ts";
import { landEpic } from "./land-epic.ts";
import { landTasks, type LandingParts } from "./land-tasks.ts";
import type { Reactors } from "./reactors.ts";
import { removeWorktree } from "./remove-worktree.ts";
import type { Log } from "../ports/ambient.ts";

export const createReactors = (parts: LandingParts & { log: Log }): Reactors => ({
  createIntegration: (epic, branch) => createIntegration(parts, epic, branch),
  landTasks: (epic, signal) => landTasks(parts, epic, signal),
  landEpic: (epic, signal) => landEpic(parts, epic, { strategy: epic.options.strategy, message: null }, signal),
  removeWorktree: (epic, taskId) => removeWorktree(parts, epic, taskId),
});
