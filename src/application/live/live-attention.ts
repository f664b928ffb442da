// A person at a panel: a worker waits until they answer, for as long as its turn lasts.
import type { RecordedEvent } from "../../domain/events.ts";
import type { Attention, PermissionReply, Recorded } from "../attention.ts";
import type { TaskAttempt } from "../execution-strategy.ts";

type Answer = PermissionReply | string[][];

/** "left": nobody is there any more to answer. */
export interface LiveAttention {
  permission(...ask: Parameters<Attention["permission"]>): Promise<Recorded<PermissionReply> | "park" | "left">;
  question(...ask: Parameters<Attention["question"]>): Promise<Recorded<string[][]> | "park" | "left">;
  /** To be told of every stored batch: it knows then what is asked before anybody can answer it. */
  hear(events: readonly RecordedEvent[]): void;
  /** The person of an epic has gone: who waits for them waits no longer. */
  leave(epicId: string): void;
  /** A turn waits for this answer. */
  isAwaited(epicId: string, taskId: string, request: string): boolean;
}

export function liveAttention(): LiveAttention {
  /** Asked and not yet answered or over; the value takes the answer to the turn that waits. */
  const open = new Map<string, ((answer: Answer | "left") => void) | null>();
  /** Answered between the record of the ask and the worker's waiting for it. */
  const early = new Map<string, Answer>();
  const keyOf = (epicId: string, taskId: string, request: string): string => `${epicId}/${taskId}/${request}`;

  function answered(key: string, answer: Answer): void {
    const take = open.get(key);
    if (!open.delete(key)) return;
    if (take == null) early.set(key, answer);
    else take(answer);
  }

  /** What an earlier attempt asked and no turn waited for: a worker that said it is blocked. */
  function forget(prefix: string): void {
    for (const map of [open, early]) for (const key of map.keys()) if (key.startsWith(prefix)) map.delete(key);
  }

  function wait<T extends Answer>(
    about: TaskAttempt,
    request: string,
    over: AbortSignal,
  ): Promise<Recorded<T> | "park" | "left"> {
    const key = keyOf(about.epic_id, about.task_id, request);
    const there = early.get(key);
    early.delete(key);
    if (there !== undefined) return Promise.resolve({ recorded: there as T });
    return new Promise((resolve) => {
      const onOver = (): void => {
        open.delete(key);
        resolve("park");
      };
      if (over.aborted) return onOver();
      over.addEventListener("abort", onOver, { once: true });
      open.set(key, (answer) => {
        over.removeEventListener("abort", onOver);
        resolve(answer === "left" ? "left" : { recorded: answer as T });
      });
    });
  }

  return {
    leave(epicId) {
      for (const [key, take] of open) {
        if (!key.startsWith(`${epicId}/`)) continue;
        open.delete(key);
        take?.("left");
      }
    },
    permission: (about, ask, over) => wait<PermissionReply>(about, ask.request_id, over),
    question: (about, ask, over) => wait<string[][]>(about, ask.request_id, over),
    isAwaited: (epicId, taskId, request) => open.has(keyOf(epicId, taskId, request)),
    hear(events) {
      for (const event of events) {
        if (event.epic_id === null || event.task_id === null) continue;
        if (event.type === "task_started") forget(keyOf(event.epic_id, event.task_id, ""));
        if (!("request_id" in event.data)) continue;
        const key = keyOf(event.epic_id, event.task_id, event.data.request_id);
        if (event.type === "permission_asked" || event.type === "question_asked") open.set(key, null);
        if (event.type === "permission_replied")
          answered(key, { reply: event.data.reply, message: event.data.message });
        if (event.type === "question_answered") answered(key, event.data.answers);
      }
    },
  };
}
