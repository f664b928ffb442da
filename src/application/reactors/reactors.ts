// The effects that git carries out for an epic. Each is idempotent: it looks at what exists before it does anything.
import type { EpicState } from "../../domain/epic-state.ts";

export interface Reactors {
  createIntegration(epic: EpicState, branch: string): Promise<void>;
  landTasks(epic: EpicState, signal: AbortSignal): Promise<void>;
  landEpic(epic: EpicState, signal: AbortSignal): Promise<void>;
  removeWorktree(epic: EpicState, taskId: string): Promise<void>;
}
