// Fills in what OpenCode leaves out of a tool's arguments and cannot do without.

/** Seconds; OpenCode's own default. */
const fetchTimeout = 30;

/**
 * A page that waits for a permission without a time limit makes OpenCode 1.18 answer 400 to whoever asks which permissions
 * wait: then nobody who comes later can find it.
 */
export function completeArguments(tool: string, args: unknown): void {
  if (tool !== "webfetch" || typeof args !== "object" || args === null) return;
  const given = args as { timeout?: unknown };
  given.timeout ??= fetchTimeout;
}
