// The line above the tasks of an epic: what it is, how far it is, how long it took and what it cost.
import type { EpicState } from "../../domain/epic-state.ts";
import { occupiesSlot, type TaskState } from "../../domain/task-state.ts";
import type { TaskStatus } from "../../domain/task-status.ts";
import { cut, widthOf } from "./display-width.ts";
import type { Paint } from "./paint.ts";
import { plainLine } from "./plain-text.ts";
import { count, dollars, duration, sumKnown, tokenCount } from "./quantities.ts";

const waits: readonly TaskStatus[] = ["needs_permission", "needs_answer", "ready", "stalled", "conflict", "stopped"];

/** Milliseconds from the first start to now, or to the last end when nothing runs; null before the first start. */
export function elapsedOf(tasks: readonly TaskState[], now: number): number | null {
  const starts = tasks.flatMap((task) => task.started_at ?? []);
  if (starts.length === 0) return null;
  const runs = tasks.some((task) => occupiesSlot(task) || task.status === "approved" || task.status === "landing");
  const ends = tasks.flatMap((task) => task.ended_at ?? []);
  return (runs || ends.length === 0 ? now : Math.max(...ends)) - Math.min(...starts);
}

function counts(tasks: readonly TaskState[]): string[] {
  const number = (wanted: (task: TaskState) => boolean): number => tasks.filter(wanted).length;
  const said: [number, string][] = [
    [number((task) => ["starting", "working", "retrying"].includes(task.status)), "working"],
    [number((task) => waits.includes(task.status)), "waiting for you"],
    [number((task) => task.status === "queued"), "queued"],
    [number((task) => task.status === "blocked"), "blocked"],
    [number((task) => task.status === "failed"), "failed"],
    [number((task) => task.status === "interrupted"), "interrupted"],
  ];
  const landed = number((task) => task.status === "landed");
  return [...said.filter(([amount]) => amount > 0).map((entry) => entry.join(" ")), `${landed}/${tasks.length} landed`];
}

/** One line of at most `columns`: the title gives way first, then the facts at the end. */
export function epicHeading(epic: EpicState, now: number, columns: number, paint: Paint): string {
  const tasks = [...epic.tasks.values()];
  const landed = epic.landed === null ? [] : [`in ${plainLine(epic.landed.branch)}`];
  const tokens = sumKnown(tasks.map((task) => tokenCount(task.tokens)));
  const cost = sumKnown(tasks.map((task) => task.cost));
  const numbers = [duration(elapsedOf(tasks, now)), `${count(tokens)} tokens`, dollars(cost)];
  const facts = [...counts(tasks), ...landed, ...numbers].join(" · ");
  const room = columns - widthOf(facts) - 2;
  const name = plainLine(epic.title);
  if (room < 12) return cut(`${cut(name, Math.max(8, Math.floor(columns / 3)))}  ${facts}`, columns);
  return `${paint("bold", cut(name, room))}  ${paint("gray", facts)}`;
}
