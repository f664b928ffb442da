// Table `epics`: one row an epic.
import type { RecordedEvent } from "../events.ts";
import type { ProjectionTable, RowChange } from "./table.ts";

function changes(event: RecordedEvent): RowChange["set"] | null {
  switch (event.type) {
    case "epic_created":
      return {
        title: event.data.title,
        plan_hash: event.data.plan_hash,
        target_branch: event.data.target_branch,
        base_commit: event.data.base_commit,
        created_at: event.ts,
        tasks: event.data.plan.tasks.length,
        interrupted: 0,
        moving: 0,
      };
    case "integration_created":
      return { integration_branch: event.data.branch, integration_commit: event.data.commit };
    case "integration_updated":
      return { integration_commit: event.data.new };
    case "task_landed":
      return { integration_commit: event.data.commit };
    case "task_taken_out":
      return { integration_commit: event.data.new };
    case "epic_landed":
      return { landed_commit: event.data.commit, refusal: null, moving: 0 };
    case "epic_landing_started":
      return { moving: 1, refusal: null };
    case "epic_undo_started":
      return { moving: 1 };
    case "epic_landing_abandoned":
    case "epic_undo_abandoned":
      return { moving: 0 };
    case "epic_landing_undone":
      return { landed_commit: null, moving: 0 };
    case "epic_landing_refused":
      return { refusal: event.data.message };
    case "epic_landing_retried":
      return { refusal: null };
    case "epic_interrupted":
      return { interrupted: 1 };
    case "epic_resumed":
      return { interrupted: 0, refusal: null };
    default:
      return null;
  }
}

export const epicsTable: ProjectionTable = {
  name: "epics",
  version: 3,
  key: { epic_id: "TEXT" },
  columns: {
    title: "TEXT",
    plan_hash: "TEXT",
    target_branch: "TEXT",
    base_commit: "TEXT",
    created_at: "TEXT",
    tasks: "INTEGER",
    integration_branch: "TEXT",
    integration_commit: "TEXT",
    landed_commit: "TEXT",
    refusal: "TEXT",
    interrupted: "INTEGER",
    moving: "INTEGER",
  },
  project(event) {
    if (event.epic_id === null) return [];
    const set = changes(event);
    return set === null ? [] : [{ key: { epic_id: event.epic_id }, set }];
  },
};
