// A server and its children die with this process, however it ends.

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Kills the process group `pid` when this process exits or is told to. The result takes that back. */
export function killGroupAtExit(pid: number): () => void {
  const kill = (): void => {
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // It is gone already.
    }
  };
  const leave = (): void => {
    process.exit(130);
  };
  process.on("exit", kill);
  for (const signal of signals) process.on(signal, leave);
  return () => {
    process.off("exit", kill);
    for (const signal of signals) process.off(signal, leave);
  };
}
