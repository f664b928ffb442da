// When each worker's first request reached the scripted model.
import type { ModelRequest } from "../../src/demo/scripted-model.ts";

export interface FirstRequests {
  hear(request: ModelRequest): void;
  /** Forgets what came before, and resolves when this many sessions have asked the model. */
  next(sessions: number): Promise<ModelRequest[]>;
}

const withinMs = 180_000;

export function firstRequests(): FirstRequests {
  const known = new Set<string>();
  let found: ModelRequest[] = [];
  let wanted = Number.POSITIVE_INFINITY;
  let arrived: (requests: ModelRequest[]) => void = () => undefined;
  return {
    hear(request) {
      if (request.kind !== "chat" || known.has(request.session)) return;
      known.add(request.session);
      found.push(request);
      if (found.length === wanted) arrived(found);
    },
    next(sessions) {
      found = [];
      wanted = sessions;
      return new Promise((resolve, reject) => {
        const tooLate = (): void => reject(new Error(`${found.length} of ${sessions} workers reached the model`));
        const timer = setTimeout(tooLate, withinMs);
        arrived = (requests) => {
          clearTimeout(timer);
          resolve(requests);
        };
      });
    },
  };
}
