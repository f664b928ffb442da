// What a person sees while an epic runs: a tree redrawn in place on a terminal, lines on changes elsewhere.
import type { TaskAttempt } from "../../application/execution-strategy.ts";
import type { EpicState } from "../../domain/epic-state.ts";
import type { RecordedEvent } from "../../domain/events.ts";
import { epicTree } from "./epic-tree.ts";
import { eventWords, isForWatchers } from "./event-words.ts";
import { startLiveScreen } from "./live-screen.ts";
import { timeOfDay } from "./quantities.ts";
import type { Session } from "./session.ts";

export interface RunDisplay {
  stored(events: readonly RecordedEvent[]): void;
  live(task: TaskAttempt, text: string): void;
  /** A sentence of ours. */
  say(text: string): void;
  pause(): void;
  resume(): void;
  /** Gives the terminal back. Idempotent. */
  stop(): void;
}

const nothing = (): void => undefined;

/** With --json stdout belongs to the events, and sentences go to stderr. */
const silentDisplay = (session: Session): RunDisplay => ({
  stored: nothing,
  live: nothing,
  say: (text) => session.output.note(text),
  pause: nothing,
  resume: nothing,
  stop: nothing,
});

function lineDisplay({ output }: Session): RunDisplay {
  let held: string[] | null = null;
  const line = (text: string): void => void (held === null ? output.line(text) : held.push(text));
  return {
    stored(events) {
      for (const event of events) {
        if (!isForWatchers(event)) continue;
        line(`${timeOfDay(Date.parse(event.ts))} ${event.task_id ?? "epic"} ${eventWords(event)}`);
      }
    },
    live: nothing,
    say: line,
    pause: () => void (held ??= []),
    resume() {
      const lines = held ?? [];
      held = null;
      lines.forEach(output.line);
    },
    stop: nothing,
  };
}

function treeDisplay(session: Session, current: () => EpicState | null): RunDisplay {
  const { output, around, paint } = session;
  const signs = new Map<string, string>();
  const frame = (): string[] => {
    const epic = current();
    if (epic === null) return [];
    // One column and one line stay free: a full line would wrap, and a full screen would scroll.
    return epicTree(
      { epic, live: signs, now: around.now() },
      { columns: output.columns - 1, rows: output.rows - 1, paint },
    );
  };
  const screen = startLiveScreen(output, frame);
  return {
    stored(events) {
      // What was seen of a task before it was approved tells nothing of it now.
      for (const event of events)
        if (event.type === "task_approved" && event.task_id !== null) signs.delete(event.task_id);
      screen.changed();
    },
    live(task, text) {
      signs.set(task.task_id, text);
      screen.changed();
    },
    say: (text) => screen.print(text),
    pause: () => screen.pause(),
    resume: () => screen.resume(),
    stop: () => screen.stop([]),
  };
}

export function openRunDisplay(session: Session, current: () => EpicState | null): RunDisplay {
  if (session.json) return silentDisplay(session);
  return session.live ? treeDisplay(session, current) : lineDisplay(session);
}
