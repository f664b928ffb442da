// What one run of a check said.

export interface CheckRun {
  name: string;
  /** The shell line. */
  run: string;
  /** Null when it was ended by us or by a signal. */
  exit_code: number | null;
  timed_out: boolean;
  duration_ms: number;
  /** Last 8 KiB of what it printed. */
  output_tail: string;
}

/** A red one in words, without a word of where it ran. */
export function redSentence(check: CheckRun): string {
  const seconds = Math.round(check.duration_ms / 1000);
  const how = check.timed_out
    ? `did not end within ${seconds} s`
    : check.exit_code === null
      ? "was ended by a signal"
      : `exited with ${check.exit_code}`;
  return `the check "${check.name}" (${check.run}) ${how}`;
}
