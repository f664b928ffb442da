// An epic as lines of a terminal: a pure function of what is known, the time and the size. Redrawn in place while it runs.
import type { EpicState } from "../../domain/epic-state.ts";
import { occupiesSlot, type TaskState } from "../../domain/task-state.ts";
import { cut, padEnd, padStart, widthOf } from "./display-width.ts";
import { epicHeading } from "./epic-heading.ts";
import type { Paint } from "./paint.ts";
import { plainLine } from "./plain-text.ts";
import { count, dollars, duration, plural, tokenCount, unknown } from "./quantities.ts";
import { activityOf } from "./task-activity.ts";
import { lookOf, wordOf } from "./task-look.ts";

export interface Glance {
  epic: EpicState;
  /** Newest sign of life by task id. */
  live: ReadonlyMap<string, string>;
  /** Milliseconds since the epoch. */
  now: number;
}

export interface Frame {
  columns: number;
  /** Lines that fit; tasks that do not are counted in the last line. */
  rows: number;
  paint: Paint;
}

interface Layout {
  state: number;
  id: number;
  /** Columns at the right, as many as the terminal has room for. */
  numbers: number;
}

const numberWidths = [8, 8, 7, 8];

function numbersOf(task: TaskState, now: number): string[] {
  const elapsed = task.started_at === null ? null : (task.ended_at ?? now) - task.started_at;
  const files = task.work === null ? unknown : plural(task.work.files_touched.length, "file");
  return [duration(elapsed), files, count(tokenCount(task.tokens)), dollars(task.cost)];
}

const widest = (texts: readonly string[], most: number): number => Math.min(most, Math.max(0, ...texts.map(widthOf)));

function layoutOf(tasks: readonly TaskState[], columns: number): Layout {
  const state = widest(
    tasks.map((task) => wordOf(task.status)),
    16,
  );
  const id = widest(
    tasks.map((task) => task.id),
    Math.max(6, Math.floor(columns / 5)),
  );
  const numbers = columns >= 100 ? 4 : columns >= 84 ? 3 : columns >= 72 ? 2 : columns >= 56 ? 1 : 0;
  return { state, id, numbers };
}

function taskLine(task: TaskState, branch: string, glance: Glance, layout: Layout, frame: Frame): string {
  const { columns, paint } = frame;
  const look = lookOf(task.status);
  const numbers = numbersOf(task, glance.now)
    .slice(0, layout.numbers)
    .map((text, at) => padStart(text, numberWidths[at] ?? 0))
    .join(" ");
  const fixed = 3 + 2 + layout.state + 1 + layout.id + 1 + (numbers === "" ? 0 : widthOf(numbers) + 1);
  const room = Math.max(0, columns - fixed);
  const title = plainLine(task.plan.title);
  const activity = activityOf(glance.epic, task, glance.live.get(task.id));
  // The title gets what it needs, or a share of the room, or what the activity leaves of it.
  const share = Math.max(10, Math.floor(room * 0.45), room - widthOf(activity) - 2);
  const forTitle = activity === "" ? room : Math.min(widthOf(title), share);
  const shownTitle = cut(title, forTitle);
  const rest = room - widthOf(shownTitle) - 2;
  const shownActivity = activity === "" || rest < 4 ? "" : `  ${cut(activity, rest)}`;
  const filled = " ".repeat(Math.max(0, room - widthOf(shownTitle) - widthOf(shownActivity)));
  return [
    paint("gray", branch),
    paint(look.style, `${look.glyph} ${padEnd(wordOf(task.status), layout.state)}`),
    ` ${paint("bold", padEnd(task.id, layout.id))} `,
    shownTitle,
    shownActivity === "" ? "" : paint("gray", shownActivity),
    numbers === "" ? "" : `${filled} ${paint("gray", numbers)}`,
  ].join("");
}

/** Tasks that matter most now when not all fit: those that run or wait for somebody, then the rest in plan order. */
function chosen(tasks: readonly TaskState[], rows: number): TaskState[] {
  if (tasks.length <= rows) return [...tasks];
  const calm = (task: TaskState): boolean =>
    !occupiesSlot(task) && ["queued", "landed", "discarded"].includes(task.status);
  const first = [...tasks.filter((task) => !calm(task)), ...tasks.filter(calm)].slice(0, Math.max(1, rows - 1));
  return tasks.filter((task) => first.includes(task));
}

/** Lines of at most `columns` columns each, at most `rows` of them. */
export function epicTree(glance: Glance, frame: Frame): string[] {
  const { columns, rows, paint } = frame;
  const tasks = [...glance.epic.tasks.values()];
  const shown = chosen(tasks, rows - 1);
  const layout = layoutOf(shown, columns);
  const hidden = tasks.length - shown.length;
  const lines = shown.map((task, at) => {
    const last = at === shown.length - 1 && hidden === 0;
    return cutPlain(taskLine(task, last ? "└─ " : "├─ ", glance, layout, frame), columns);
  });
  const more = hidden === 0 ? [] : [paint("gray", cut(`└─ and ${plural(hidden, "more task")}`, columns))];
  return [epicHeading(glance.epic, glance.now, columns, paint), ...lines, ...more];
}

/** A terminal too narrow even for the fixed columns: the line is cut, and loses its colours rather than its end. */
function cutPlain(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line;
  return cut(plainLine(line), columns);
}
