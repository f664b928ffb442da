// Folds a history into the rows of the projection tables, as the store does: insert or update by key.
import { allTables } from "../../src/domain/projections/all-tables.ts";
import type { Cell } from "../../src/domain/projections/table.ts";
import type { RecordedEvent } from "../../src/domain/events.ts";

export type Row = Record<string, Cell>;

/** The rows of each table, in the order in which they came to be; a column that nothing set is null. */
export function projectedRows(events: readonly RecordedEvent[]): Record<string, Row[]> {
  return Object.fromEntries(
    allTables.map((table) => {
      const empty: Row = Object.fromEntries(
        Object.keys({ ...table.key, ...table.columns }).map((name) => [name, null]),
      );
      const rows = new Map<string, Row>();
      for (const event of events) {
        for (const { key, set } of table.project(event)) {
          const unknown = Object.keys({ ...key, ...set }).filter((name) => !(name in empty));
          if (unknown.length > 0) throw new Error(`${table.name} has no column ${unknown.join(", ")}`);
          const place = Object.keys(table.key)
            .map((name) => key[name])
            .join("\n");
          rows.set(place, { ...empty, ...rows.get(place), ...key, ...set });
        }
      }
      return [table.name, [...rows.values()]];
    }),
  );
}
