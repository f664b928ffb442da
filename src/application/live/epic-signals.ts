// One signal for each epic, which ends what drives it and can be made anew.

export interface EpicSignals {
  of(epicId: string): AbortSignal;
  /** Aborts the epic's signal. Until what comes back is called, each new one is aborted as well. */
  abort(epicId: string): () => void;
}

export function epicSignals(): EpicSignals {
  const controllers = new Map<string, AbortController>();
  const controllerOf = (epicId: string): AbortController => {
    const found = controllers.get(epicId) ?? new AbortController();
    controllers.set(epicId, found);
    return found;
  };
  return {
    of: (epicId) => controllerOf(epicId).signal,
    abort(epicId) {
      const controller = controllerOf(epicId);
      controller.abort();
      return () => {
        if (controllers.get(epicId) === controller) controllers.delete(epicId);
      };
    },
  };
}
