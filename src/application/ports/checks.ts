// The socket for checks: a shell line in a folder, its evidence, and nothing left running.

export interface CheckEvidence {
  /** Null when it was ended by us or by a signal. */
  exit_code: number | null;
  timed_out: boolean;
  duration_ms: number;
  /** Last 8 KiB of stdout and stderr as they came, as text. */
  output_tail: string;
}

export interface CheckRunner {
  /** Runs a shell line. Its whole process tree is ended at the end, at the timeout and on abort. Never throws for a red check. */
  run(request: { command: string; cwd: string; timeoutMs: number; signal: AbortSignal }): Promise<CheckEvidence>;
}
