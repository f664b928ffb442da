// What both contestants of the spawn bench hand back.

/** Workers that were told to start on one server. */
export interface Batch {
  /** Epoch milliseconds, with a fraction, of the command; known once the first worker has reached the model. */
  commandedAt(): number;
  /** Epoch milliseconds at which each worker had taken a step, by the step's name. */
  readonly steps: Map<string, number[]>;
  /** Settles only when the workers ended before they were ended. */
  failed: Promise<void>;
  /** Ends them and takes their worktrees away. */
  end(): Promise<void>;
}

/** The script of a model that never answers: nothing but starting is measured. */
export const silent = [{ hang: "headers" as const }];

/** Notes that one more worker has taken a step. */
export const step = (steps: Map<string, number[]>, name: string, at: number): void =>
  void steps.set(name, [...(steps.get(name) ?? []), at]);
