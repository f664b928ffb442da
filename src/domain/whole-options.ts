// The options of a run as they were recorded, with what older releases did not know of. No schema is loaded for it.
import type { RunOptions } from "./run-options.ts";

/** What came after 0.1.0, with the defaults of `runOptionsSchema`. */
const later = {
  landing_stack: 8,
  max_steps: 1000,
  join: "squash",
  strategy: "fast-forward",
  commit_message: null,
} satisfies Partial<RunOptions>;

type Recorded = Omit<RunOptions, keyof typeof later> & Partial<RunOptions> & { squash?: boolean };

/** `squash` is what older releases called the strategy of that name. */
export function wholeOptions(recorded: Recorded): RunOptions {
  const { squash = false, ...known } = recorded;
  return { ...later, ...(squash ? { strategy: "squash" as const } : {}), ...known };
}
