// Says which events stay in the table `events`: those of open epics, and the newest of all.
import type { EventType, RecordedEvent } from "../../domain/events.ts";

/** An epic is closed from a closing event until a reopening one; every other event leaves it as it is. */
export interface HotWindow {
  /** How many of the newest events stay, whatever their epic. */
  newest: number;
  closing: readonly EventType[];
  reopening: readonly EventType[];
}

export const defaultHotWindow: HotWindow = {
  newest: 50_000,
  closing: ["epic_landed"],
  reopening: ["epic_resumed", "epic_landing_undone", "task_started"],
};

/** What has left the table so far. */
export interface WindowState {
  /** Events up to this one are in the table only if their epic is open. */
  evictedThrough: number;
  /** Epics that are closed. */
  closed: Set<string>;
  /** Closed epics that may still have rows at or below `evictedThrough`. */
  leaving: Set<string>;
  /** Epics that were reopened and may have rows outside the table. */
  returning: Set<string>;
}

export function noteEvent(window: HotWindow, state: WindowState, event: RecordedEvent): void {
  const epic = event.epic_id;
  if (epic === null) return;
  if (window.closing.includes(event.type)) {
    state.closed.add(epic);
    state.leaving.add(epic);
    state.returning.delete(epic);
  } else if (window.reopening.includes(event.type) && state.closed.delete(epic)) {
    state.leaving.delete(epic);
    if (state.evictedThrough > 0) state.returning.add(epic);
  }
}

export interface Eviction {
  /** Events up to this one leave the window; null for rows of closed epics that stayed when theirs did. */
  through: number | null;
  /** Condition on the rows of main.events that leave, and what it binds. */
  where: string;
  params(): (string | number)[];
  /** To be called when the rows are gone, with their number. */
  done(rows: number): void;
}

/** Most rows that leave in one go, so that nothing waits for long. */
const most = 1_000;

/** Whether enough events have left the window that their rows should go now. */
function hasOldRows(window: HotWindow, state: WindowState, lastSeq: number): boolean {
  return lastSeq - window.newest - state.evictedThrough >= Math.min(most, Math.ceil(window.newest / 20));
}

/** Whether `nextEviction` has something. Costs nothing. */
export function isEvictionDue(window: HotWindow, state: WindowState, lastSeq: number): boolean {
  return state.leaving.size > 0 || hasOldRows(window, state, lastSeq);
}

/** The next rows to leave, or null while there are too few to be worth it. */
export function nextEviction(window: HotWindow, state: WindowState, lastSeq: number): Eviction | null {
  if (hasOldRows(window, state, lastSeq)) {
    const through = Math.min(lastSeq - window.newest, state.evictedThrough + most);
    return {
      through,
      // With a plus SQLite looks through the numbers, and not through the index once for every closed epic.
      where: "seq > ? AND seq <= ? AND (+epic_id IS NULL OR +epic_id IN (SELECT value FROM json_each(?)))",
      params: () => [state.evictedThrough, through, JSON.stringify([...state.closed])],
      done: () => {
        state.evictedThrough = through;
      },
    };
  }
  if (state.leaving.size === 0) return null;
  const epics = "SELECT value FROM json_each(?)";
  return {
    through: null,
    where: `seq IN (SELECT seq FROM main.events WHERE epic_id IN (${epics}) AND seq <= ? LIMIT ${most})`,
    params: () => [JSON.stringify([...state.leaving]), state.evictedThrough],
    done: (rows) => {
      if (rows < most) state.leaving.clear();
    },
  };
}
