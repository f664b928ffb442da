// Where workers run. Nothing above this line knows a path or a process; the local form is the default.

export interface TaskAttempt {
  epic_id: string;
  task_id: string;
  attempt: number;
}

export interface RunningTask {
  /** Resolves when the attempt has ended, however; what became of it stands in the events. */
  readonly ended: Promise<void>;
  /** Ends the attempt: aborts its turn and its checks, commits nothing. Resolves when nothing of it runs. */
  cancel(): Promise<void>;
  /** Lets its turn go on for the next owner and records nothing more. Resolves when nothing of it runs in this process. */
  leave(): Promise<void>;
}

export interface ExecutionStrategy {
  readonly kind: string;
  /**
   * Starts an attempt whose intent is stored, or takes up one that an earlier owner started, where it stands. Returns at
   * once; reports through the one door.
   */
  start(task: TaskAttempt): RunningTask;
}
