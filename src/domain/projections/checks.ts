// Table `checks`: the evidence of every check that ran.
import type { ProjectionTable } from "./table.ts";

export const checksTable: ProjectionTable = {
  name: "checks",
  version: 1,
  key: { seq: "INTEGER" },
  columns: {
    epic_id: "TEXT",
    task_id: "TEXT",
    attempt: "INTEGER",
    name: "TEXT",
    run: "TEXT",
    commit_id: "TEXT",
    exit_code: "INTEGER",
    timed_out: "INTEGER",
    duration_ms: "INTEGER",
    finished_at: "TEXT",
  },
  project(event) {
    if (event.type !== "check_finished") return [];
    const { name, run, commit, exit_code, timed_out, duration_ms } = event.data;
    const { epic_id, task_id, attempt } = event;
    const where = { epic_id, task_id, attempt, finished_at: event.ts };
    const what = { name, run, commit_id: commit, exit_code, timed_out: timed_out ? 1 : 0, duration_ms };
    return [{ key: { seq: event.seq }, set: { ...where, ...what } }];
  },
};
