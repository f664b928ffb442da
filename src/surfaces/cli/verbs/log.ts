// Verb `log`: what happened, oldest first, as lines, as JSON, or as the answer to one SELECT.
import type { RecordedEvent } from "../../../domain/events.ts";
import { asViewer } from "../as-viewer.ts";
import { eventWords } from "../event-words.ts";
import { findEpic } from "../find-epic.ts";
import type { Cell, QueryResult } from "../../../application/ports/event-store.ts";
import type { FollowingView } from "../program.ts";
import { reportRefusals } from "../report-refusals.ts";
import type { Session } from "../session.ts";
import { textTable } from "../text-table.ts";

export interface LogRequest {
  epic?: string;
  session?: string;
  sql?: string;
  follow: boolean;
}

const readable = (cell: Cell): string => {
  if (cell === null) return "";
  return cell instanceof Uint8Array ? `x'${Buffer.from(cell).toString("hex")}'` : String(cell);
};

function printRows(session: Session, { columns, rows }: QueryResult): void {
  const { output, json } = session;
  if (!json) {
    for (const line of textTable(
      columns,
      rows.map((row) => row.map(readable)),
      output.tableColumns,
    ))
      output.line(line);
    return;
  }
  const value = (cell: Cell): unknown => (cell instanceof Uint8Array ? readable(cell) : cell);
  for (const row of rows) output.json(Object.fromEntries(columns.map((name, at) => [name, value(row[at] ?? null)])));
}

function printEvent({ output, json, paint }: Session, event: RecordedEvent): void {
  if (json) return output.json(event);
  const place = [event.epic_id ?? "–", ...(event.task_id === null ? [] : [event.task_id])].join("/");
  output.line(
    `${paint("gray", `${event.ts.slice(0, 19).replace("T", " ")} ${String(event.seq).padStart(5)}`)} ${place} ${eventWords(event)}`,
  );
}

/** The session is named by the envelope, and by the data of those facts that tell of it. */
const isOfSession = (event: RecordedEvent, id: string): boolean =>
  event.session_id === id || ("session_id" in event.data && event.data.session_id === id);

async function printEvents(
  session: Session,
  view: FollowingView,
  request: LogRequest,
  epicId: string | undefined,
): Promise<number> {
  const { output, interrupts } = session;
  const wanted = (event: RecordedEvent): boolean =>
    (request.session === undefined || isOfSession(event, request.session)) &&
    (epicId === undefined || event.epic_id === epicId);
  let last = 0;
  for await (const event of view.read(epicId === undefined ? {} : { epicId })) {
    if (interrupts.signal.aborted) return interrupts.code() ?? 0;
    last = event.seq;
    if (wanted(event)) printEvent(session, event);
    await output.drained();
  }
  if (!request.follow) return 0;
  // Node would end with nothing to wait for: the view's own looks keep no process alive for ever.
  const alive = setInterval(() => undefined, 60_000);
  let stop: () => void = () => undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const show = (event: RecordedEvent): void => {
        if (wanted(event)) printEvent(session, event);
      };
      stop = view.follow(last, show, reject);
      interrupts.signal.addEventListener("abort", () => resolve(), { once: true });
      if (interrupts.signal.aborted) resolve();
    });
  } finally {
    stop();
    clearInterval(alive);
  }
  return interrupts.code() ?? 0;
}

export function log(session: Session, request: LogRequest): Promise<number> {
  return asViewer(session, async (view) => {
    if (request.sql !== undefined) {
      printRows(session, await view.query(request.sql));
      return 0;
    }
    if (request.epic === undefined) return printEvents(session, view, request, undefined);
    const found = findEpic(await view.epics(), request.epic);
    if (!found.ok) return reportRefusals(session, found.refusals);
    return printEvents(session, view, request, found.value.id);
  });
}
