// Notes when a task of ours waits for something that is not ours, and when its steps begin and end.
import { AsyncLocalStorage } from "node:async_hooks";
import { preciseNow } from "../../src/demo/scripted-stream.ts";

/** Epoch milliseconds, with a fraction. */
export interface Interval {
  from: number;
  to: number;
}

export type Waiting = "git port" | "agents port" | "checks" | "turn" | "http" | "process";

export interface TaskRecorder {
  /** Everything that `work` starts, however long after, is done for this task. */
  within<T>(task: string, work: () => T): T;
  /** The same port; each of its promises is noted while it is pending. */
  timed<T extends object>(what: Waiting, port: T): T;
  note(what: Waiting, interval: Interval): void;
  /** The task of now is kept for a note that comes from elsewhere. */
  begin(what: Waiting): (interval: Interval) => void;
  mark(task: string, step: string): void;
  intervals(task: string, what: readonly Waiting[]): Interval[];
  /** When a step was reached, or NaN. */
  at(task: string, step: string): number;
}

export function taskRecorder(): TaskRecorder {
  const current = new AsyncLocalStorage<string>();
  const noted: (Interval & { task: string; what: Waiting })[] = [];
  const marks = new Map<string, number>();
  const begin = (what: Waiting) => {
    const task = current.getStore();
    return (interval: Interval): void => {
      if (task !== undefined) noted.push({ ...interval, task, what });
    };
  };
  const note = (what: Waiting, interval: Interval): void => begin(what)(interval);
  return {
    within: (task, work) => current.run(task, work),
    timed: (what, port) =>
      new Proxy(port, {
        get(target, name): unknown {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== "function") return member;
          return (...args: unknown[]): unknown => {
            const from = preciseNow();
            const result: unknown = Reflect.apply(member, target, args);
            if (!(result instanceof Promise)) return result;
            return result.finally(() => note(what, { from, to: preciseNow() }));
          };
        },
      }),
    note,
    begin,
    mark: (task, step) => void marks.set(`${task} ${step}`, preciseNow()),
    intervals: (task, what) => noted.filter((one) => one.task === task && what.includes(one.what)),
    at: (task, step) => marks.get(`${task} ${step}`) ?? Number.NaN,
  };
}

/** Milliseconds of `span` that none of the intervals covers. */
export function uncovered(span: Interval, intervals: readonly Interval[]): number {
  let free = 0;
  let reached = span.from;
  for (const { from, to } of intervals.toSorted((left, right) => left.from - right.from)) {
    if (from >= span.to) break;
    free += Math.max(0, from - reached);
    reached = Math.max(reached, to);
  }
  return free + Math.max(0, span.to - reached);
}
