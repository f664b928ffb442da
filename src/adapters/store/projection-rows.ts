// Keeps the rows of projection tables in SQLite: one prepared upsert per table and set of columns.
import type { Database, Statement } from "sql.js";
import type { RecordedEvent } from "../../domain/events.ts";
import type { ProjectionTable } from "../../domain/projections/table.ts";

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

function upsertSql(table: ProjectionTable, keys: readonly string[], set: readonly string[]): string {
  for (const column of set) {
    if (!(column in table.columns)) throw new RangeError(`projection ${table.name} has no column ${column}`);
  }
  const all = [...keys, ...set];
  const update = set.map((column) => `${quote(column)} = excluded.${quote(column)}`).join(", ");
  return (
    `INSERT INTO ${quote(table.name)} (${quoted(all)}) VALUES (${all.map(() => "?").join(", ")}) ` +
    `ON CONFLICT (${quoted(keys)}) DO ${update ? `UPDATE SET ${update}` : "NOTHING"}`
  );
}

/** Returns the function that applies one event to every table. The statements live as long as the database. */
export function projectInto(db: Database, projections: readonly ProjectionTable[]): (event: RecordedEvent) => void {
  const writers = projections.map((table) => {
    const keys = Object.keys(table.key);
    const statements = new Map<string, Statement>();
    return (event: RecordedEvent) => {
      for (const { key, set } of table.project(event)) {
        const columns = Object.keys(set);
        const shape = columns.join("\n");
        let statement = statements.get(shape);
        if (!statement) {
          statement = db.prepare(upsertSql(table, keys, columns));
          statements.set(shape, statement);
        }
        statement.run([
          ...keys.map((column) => {
            const cell = key[column];
            if (cell === undefined) throw new RangeError(`projection ${table.name} lacks the key ${column}`);
            return cell;
          }),
          ...columns.map((column) => set[column] ?? null),
        ]);
      }
    };
  });
  return (event) => {
    for (const write of writers) write(event);
  };
}
