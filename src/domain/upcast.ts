// Lifts events of older releases to today's shapes. Histories are for ever: a change of shape adds a step here.
import { schemaVersion, type RecordedEvent } from "./events.ts";

/** Throws when the event was written by a newer release than this one. */
export function upcast(event: RecordedEvent): RecordedEvent {
  if (event.schema_version <= schemaVersion) return event;
  throw new Error(
    `event ${event.seq} was written by a newer release (schema ${event.schema_version}, this one knows ${schemaVersion}): update opencode-swarm`,
  );
}
