// Events and projection tables for the tests of the store.
import type { EventData, EventType, PendingEvent, RecordedEvent } from "../../src/domain/events.ts";
import type { ProjectionTable } from "../../src/domain/projections/table.ts";

let made = 0;

/** A pending event of any type; what the test does not care about is filled in. */
export function storeEvent<T extends EventType>(epicId: string | null, type: T, data: EventData[T]): PendingEvent {
  made += 1;
  return {
    id: `evt_${process.pid}_${made}`,
    ts: new Date(1_700_000_000_000 + made).toISOString(),
    schema_version: 1,
    tenant_id: null,
    project_id: "project",
    epic_id: epicId,
    task_id: null,
    attempt: null,
    session_id: null,
    actor: "system",
    causation_id: null,
    correlation_id: null,
    type,
    data,
  } as PendingEvent;
}

export function progress(epicId: string, percent: number, message = "on it"): PendingEvent {
  return storeEvent(epicId, "worker_progress", {
    session_id: `ses_${epicId}`,
    bead_id: "task",
    progress_percent: percent,
    message,
    files_touched: [],
    timestamp: 1_700_000_000_000 + percent,
  });
}

/** The newest progress of each epic. */
export const progressTable: ProjectionTable = {
  name: "epic_progress",
  key: { epic_id: "TEXT" },
  columns: { percent: "INTEGER", message: "TEXT", at: "INTEGER", landed: "INTEGER" },
  version: 1,
  project(event) {
    if (event.epic_id === null) return [];
    const key = { epic_id: event.epic_id };
    if (event.type === "epic_landed") return [{ key, set: { landed: event.seq } }];
    if (event.type !== "worker_progress") return [];
    const { progress_percent, message, timestamp } = event.data;
    return [{ key, set: { percent: progress_percent, message, at: timestamp } }];
  },
};

/** One row per event of each type: how many, and the last. */
export const typesTable: ProjectionTable = {
  name: "event_types",
  key: { type: "TEXT", actor: "TEXT" },
  columns: { last_seq: "INTEGER" },
  version: 1,
  project: (event: RecordedEvent) => [{ key: { type: event.type, actor: event.actor }, set: { last_seq: event.seq } }],
};

export const testProjections = [progressTable, typesTable];
