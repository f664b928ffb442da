// The SQL of the table `events`, in the database itself (`main`) or in an attached one (`archive`).
import { eventColumns } from "./event-line.ts";

const columnNames = Object.keys(eventColumns).join(", ");

/** SQL that creates the table of events in a schema (`main` or `archive`). */
export function eventsTableSql(schema: string): string {
  const columns = Object.entries(eventColumns).map(([name, type]) => `${name} ${type}`);
  return `CREATE TABLE ${schema}.events (${columns.join(", ")});
    CREATE INDEX ${schema}.events_of_epic ON events (epic_id, seq);`;
}

export const selectEvents = (schema: string): string => `SELECT ${columnNames} FROM ${schema}.events`;

/** Takes what `cellsOf` makes of a row. */
export function insertEvent(schema: string): string {
  const values = Object.keys(eventColumns).map((column) => (column === "data" ? "CAST(? AS TEXT)" : "?"));
  return `INSERT OR IGNORE INTO ${schema}.events (${columnNames}) VALUES (${values.join(", ")})`;
}
