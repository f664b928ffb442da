// A signal ends this process by an exit, at which everything that it started is killed.

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The result takes that back. */
export function leaveOnSignal(): () => void {
  const leave = (): void => {
    process.exit(130);
  };
  for (const signal of signals) process.on(signal, leave);
  return () => {
    for (const signal of signals) process.off(signal, leave);
  };
}
