// An event that was decided: it knows where it belongs, and has no id, time or actor yet.
import type { EventScope, SwarmEvent } from "./events.ts";

export type ScopedEvent = SwarmEvent & EventScope;

export const ofEpic = (epicId: string, event: SwarmEvent): ScopedEvent => ({
  ...event,
  epic_id: epicId,
  task_id: null,
  attempt: null,
  session_id: null,
});
