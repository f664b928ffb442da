// Keeps the rows of projection tables in SQLite: one prepared upsert per table and set of columns.
import type { Database, Statement } from "sql.js";
import type { RecordedEvent } from "../../domain/events.ts";
import type { ProjectionTable, RowChange } from "../../domain/projections/table.ts";

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
const quoted = (names: readonly string[]) => names.map(quote).join(", ");

/** Changes when the rows must be made anew: another version, other columns, another set of tables. */
export function projectionsFingerprint(projections: readonly ProjectionTable[]): string {
  return JSON.stringify(projections.map(({ name, version, key, columns }) => ({ name, version, key, columns })));
}

export function createProjectionTables(db: Database, projections: readonly ProjectionTable[]): void {
  for (const { name, key, columns } of projections) {
    const definitions = Object.entries({ ...key, ...columns }).map(([column, type]) => `${quote(column)} ${type}`);
    db.run(
      `CREATE TABLE ${quote(name)} (${definitions.join(", ")}, PRIMARY KEY (${quoted(Object.keys(key))})) WITHOUT ROWID`,
    );
  }
}

function upsertSql(table: ProjectionTable, set: readonly string[]): string {
  const keys = Object.keys(table.key);
  const all = [...keys, ...set];
  const update = set.map((column) => `${quote(column)} = excluded.${quote(column)}`).join(", ");
  return (
    `INSERT INTO ${quote(table.name)} (${quoted(all)}) VALUES (${all.map(() => "?").join(", ")}) ` +
    `ON CONFLICT (${quoted(keys)}) DO ${update ? `UPDATE SET ${update}` : "NOTHING"}`
  );
}

function mustBeDeclared(table: ProjectionTable, change: RowChange): void {
  for (const name of Object.keys(table.key)) {
    if (change.key[name] === undefined) throw new RangeError(`projection ${table.name} lacks the key ${name}`);
  }
  for (const name of Object.keys(change.set)) {
    if (!(name in table.columns)) throw new RangeError(`projection ${table.name} has no column ${name}`);
  }
}

function rowsOf(db: Database, table: ProjectionTable) {
  const keys = Object.keys(table.key);
  const columns = Object.keys(table.columns);
  const statements = new Map<string, Statement>();

  function write({ key, set }: RowChange): void {
    const named = columns.filter((column) => set[column] !== undefined);
    const shape = named.join("\n");
    const statement = statements.get(shape) ?? db.prepare(upsertSql(table, named));
    statements.set(shape, statement);
    statement.bind([...keys.map((column) => key[column] ?? null), ...named.map((column) => set[column] ?? null)]);
    statement.step();
  }

  /** Writes what the events change. Changes of one row become one write: the later value of each column counts. */
  return (events: readonly RecordedEvent[]): void => {
    const rows = new Map<string, RowChange>();
    for (const event of events) {
      for (const change of table.project(event)) {
        mustBeDeclared(table, change);
        const name = JSON.stringify(keys.map((column) => change.key[column]));
        const earlier = rows.get(name);
        rows.set(name, earlier ? { key: change.key, set: { ...earlier.set, ...change.set } } : change);
      }
    }
    for (const row of rows.values()) write(row);
  };
}

/** Returns the function that applies events to every table. The statements live as long as the database. */
export function projectInto(
  db: Database,
  projections: readonly ProjectionTable[],
): (events: readonly RecordedEvent[]) => void {
  const writers = projections.map((table) => rowsOf(db, table));
  return (events) => {
    for (const write of writers) write(events);
  };
}
