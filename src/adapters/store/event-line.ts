// One event as a line of the journal and as a row of the table `events`.
import type { PendingEvent, RecordedEvent } from "../../domain/events.ts";

/** Columns of the table `events`, in order: the envelope. */
export const eventColumns = {
  seq: "INTEGER PRIMARY KEY",
  id: "TEXT NOT NULL",
  ts: "TEXT NOT NULL",
  schema_version: "INTEGER NOT NULL",
  tenant_id: "TEXT",
  project_id: "TEXT",
  epic_id: "TEXT",
  task_id: "TEXT",
  attempt: "INTEGER",
  session_id: "TEXT",
  actor: "TEXT NOT NULL",
  type: "TEXT NOT NULL",
  data: "TEXT NOT NULL",
  causation_id: "TEXT",
  correlation_id: "TEXT",
} as const;

/** Lifts a stored event of an older schema version to the present one. */
export type Upcast = (stored: RecordedEvent) => RecordedEvent;

type EventRow = (string | number | null)[];

export interface StoredEvent {
  /** As the program knows it today. */
  event: RecordedEvent;
  /** As it was stored. */
  row: EventRow;
}

const dataKey = ',"data":';

/** Everything of the line but `seq`, made when append is called: a later change to the object changes nothing. */
export function encodeEvent(event: PendingEvent): (seq: number) => string {
  // Spelled out: an object of one shape is stringified three times as fast as a copy without `data`.
  const envelope = JSON.stringify({
    id: event.id,
    ts: event.ts,
    schema_version: event.schema_version,
    tenant_id: event.tenant_id,
    project_id: event.project_id,
    epic_id: event.epic_id,
    task_id: event.task_id,
    attempt: event.attempt,
    session_id: event.session_id,
    actor: event.actor,
    type: event.type,
    causation_id: event.causation_id,
    correlation_id: event.correlation_id,
  });
  const rest = `${envelope.slice(1, -1)}${dataKey}${JSON.stringify(event.data)}}`;
  return (seq) => `{"seq":${seq},${rest}`;
}

export function decodeEvent(line: string, upcast: Upcast): StoredEvent {
  const stored = JSON.parse(line) as RecordedEvent;
  // `data` is the last key and the envelope is flat, so its text needs no second JSON.stringify. Inside a string the
  // quotes would be escaped: the first match is the key.
  const data = line.slice(line.indexOf(dataKey) + dataKey.length, -1);
  const row: EventRow = [
    stored.seq,
    stored.id,
    stored.ts,
    stored.schema_version,
    stored.tenant_id,
    stored.project_id,
    stored.epic_id,
    stored.task_id,
    stored.attempt,
    stored.session_id,
    stored.actor,
    stored.type,
    data,
    stored.causation_id,
    stored.correlation_id,
  ];
  return { event: upcast(stored), row };
}

/** The event of a row selected with all columns in order. */
export function eventOfRow(row: readonly unknown[], upcast: Upcast): RecordedEvent {
  const entries = Object.keys(eventColumns).map((column, index) => {
    const cell = row[index] ?? null;
    return [column, column === "data" ? JSON.parse(String(cell)) : cell] as const;
  });
  return upcast(Object.fromEntries(entries) as unknown as RecordedEvent);
}

/** The sequence number of a stored line, without parsing the rest. */
export function seqOfLine(line: string): number {
  return Number(line.slice(7, line.indexOf(",", 7)));
}
