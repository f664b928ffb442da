// Calls back in order, one at a time, however long each takes.
import type { Log } from "../../application/ports/ambient.ts";
import type { AgentSignal, TurnRequest } from "../../application/ports/agents.ts";

export interface OrderedCalls {
  /** Nothing is called before this; then `onAccepted` is, first of all. */
  accepted(): void;
  /** The turn never began: what waits is called, `onAccepted` is not. */
  refused(): void;
  emit(signal: AgentSignal): void;
  /** Like emit, with the answer. Rejects when the callback throws. */
  ask(signal: AgentSignal): Promise<string | undefined>;
  /** Resolves when everything so far has been called. */
  drained(): Promise<void>;
}

/** Orders the callbacks of one turn. A callback that throws is logged: the turn goes on. */
export function orderCalls(request: Pick<TurnRequest, "onAccepted" | "onSignal">, log: Log): OrderedCalls {
  let open: (begin: boolean) => void = () => undefined;
  let tail: Promise<unknown> = new Promise<boolean>((resolve) => (open = resolve)).then((begin) =>
    begin ? request.onAccepted() : undefined,
  );
  const noted = (error: unknown) => log.warn("a callback of a turn failed", { error: String(error) });
  const enqueue = <T>(call: () => T | Promise<T>): Promise<T> => {
    const result = tail.catch(noted).then(call);
    tail = result;
    return result;
  };
  return {
    accepted: () => open(true),
    refused: () => open(false),
    emit: (signal) => void enqueue(() => request.onSignal(signal)).catch(() => undefined),
    ask: (signal) => enqueue(async () => request.onSignal(signal)),
    drained: () => tail.then(() => undefined, noted),
  };
}
