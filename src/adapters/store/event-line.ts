// One event as a line of the journal and as a row of the table `events`.
import type { SqlValue } from "sql.js";
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

export type EventRow = (string | number | null)[];

export interface StoredEvent {
  /** As the program knows it today. */
  event: RecordedEvent;
  /** As it was stored. */
  row: EventRow;
}

const dataKey = ',"data":';
const dataColumn = Object.keys(eventColumns).indexOf("data");

function rowOf(event: PendingEvent, seq: number, data: string): EventRow {
  return [
    seq,
    event.id,
    event.ts,
    event.schema_version,
    event.tenant_id,
    event.project_id,
    event.epic_id,
    event.task_id,
    event.attempt,
    event.session_id,
    event.actor,
    event.type,
    data,
    event.causation_id,
    event.correlation_id,
  ];
}

/** An event as it goes into the journal and, once it is durable, into the table. */
export interface JournalEntry {
  line: string;
  row: EventRow;
}

/** Everything but `seq`, taken when append is called: a later change to the object changes nothing. */
export function encodeEvent(event: PendingEvent): (seq: number) => JournalEntry {
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
  const data = JSON.stringify(event.data);
  const rest = `${envelope.slice(1, -1)}${dataKey}${data}}`;
  const row = rowOf(event, 0, data);
  return (seq) => {
    row[0] = seq;
    return { line: `{"seq":${seq},${rest}`, row };
  };
}

/** The event of a line, without its row. */
export function parseEvent(line: string, upcast: Upcast): RecordedEvent {
  return upcast(JSON.parse(line) as RecordedEvent);
}

export function decodeEvent(line: string, upcast: Upcast): StoredEvent {
  const stored = JSON.parse(line) as RecordedEvent;
  // `data` is the last key and the envelope is flat, so its text needs no second JSON.stringify. Inside a string the
  // quotes would be escaped: the first match is the key.
  const data = line.slice(line.indexOf(dataKey) + dataKey.length, -1);
  return { event: upcast(stored), row: rowOf(stored, stored.seq, data) };
}

/** The event of a row with all columns in order. Its `data` is nobody else's. */
export function eventOfRow(row: readonly unknown[], upcast: Upcast): RecordedEvent {
  // Spelled out like the envelope above, for the same reason.
  const [seq, id, ts, schema_version, tenant_id, project_id, epic_id, task_id, attempt, session_id, ...rest] = row;
  const [actor, type, data, causation_id, correlation_id] = rest;
  const stored = {
    seq,
    id,
    ts,
    schema_version,
    tenant_id,
    project_id,
    epic_id,
    task_id,
    attempt,
    session_id,
    actor,
    type,
    causation_id,
    correlation_id,
    data: JSON.parse(String(data)) as unknown,
  };
  return upcast(stored as RecordedEvent);
}

/** What an insert of the row binds. */
export function cellsOf(row: EventRow): SqlValue[] {
  const cells: SqlValue[] = row.slice();
  // sql.js copies a string character by character, and bytes in one go. JSON.stringify leaves no half surrogate pair.
  cells[dataColumn] = Buffer.from(String(row[dataColumn]));
  return cells;
}

/** The sequence number of a stored line, without parsing the rest. */
export function seqOfLine(line: string): number {
  return Number(line.slice(7, line.indexOf(",", 7)));
}
