// Signals and a reader that went away: the first ends the command properly, the second ends the process.
import type { SignalName, Surroundings } from "./program.ts";

export const signalCodes: Record<SignalName | "SIGPIPE", number> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGPIPE: 141,
  SIGTERM: 143,
};

export interface Interrupts {
  /** Aborted by the first signal, or when nobody reads stdout any more. */
  readonly signal: AbortSignal;
  /** Exit code that goes with what ended the command; null as long as nothing did. */
  code(): number | null;
  /** Hears of the first one, with its name. */
  onFirst(listener: (name: SignalName) => void): void;
  /** Runs before the process ends at a second signal. Returns what takes it back. */
  beforeExit(restore: () => void): () => void;
  /** Ctrl-C that a prompt saw. */
  raise(name: SignalName): void;
  release(): void;
}

export function listenForInterrupts(around: Surroundings, broken: AbortSignal): Interrupts {
  const controller = new AbortController();
  const restores = new Set<() => void>();
  const listeners: ((name: SignalName) => void)[] = [];
  let code: number | null = null;

  const raise = (name: SignalName): void => {
    if (code !== null) {
      for (const restore of restores) restore();
      around.exitNow(signalCodes[name]);
      return;
    }
    code = signalCodes[name];
    for (const listener of listeners) listener(name);
    controller.abort();
  };
  const onBroken = (): void => {
    if (code !== null) return;
    code = signalCodes.SIGPIPE;
    controller.abort();
  };
  broken.addEventListener("abort", onBroken);
  const stop = around.onSignal(raise);
  return {
    signal: controller.signal,
    code: () => code,
    onFirst: (listener) => void listeners.push(listener),
    beforeExit(restore) {
      restores.add(restore);
      return () => restores.delete(restore);
    },
    raise,
    release() {
      stop();
      broken.removeEventListener("abort", onBroken);
    },
  };
}
