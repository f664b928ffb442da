// A projection as a table: which columns it has and what each event changes in it. Pure; the store keeps the rows.
import type { RecordedEvent } from "../events.ts";

export type ColumnType = "TEXT" | "INTEGER" | "REAL";
export type Cell = string | number | null;

/** Insert or update of the one row with this key; columns that are not named keep their value. */
export interface RowChange {
  key: Readonly<Record<string, Cell>>;
  set: Readonly<Record<string, Cell>>;
}

export interface ProjectionTable {
  readonly name: string;
  readonly key: Readonly<Record<string, ColumnType>>;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Raised when `project` changes its meaning: the store then rebuilds from the journal. */
  readonly version: number;
  project(event: RecordedEvent): readonly RowChange[];
}
