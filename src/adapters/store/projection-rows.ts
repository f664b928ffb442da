// Keeps the rows of projection tables in SQLite: one prepared upsert per table and set of columns.
import type { Database, Statement } from "sql.js";
import type { RecordedEvent } from "../../domain/events.ts";
import type { Cell, ProjectionTable, RowChange } from "../../domain/projections/table.ts";

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

/** The columns that a change names, in the order of the table. Throws for one that the table does not have. */
function namedColumns(table: ProjectionTable, columns: readonly string[], set: RowChange["set"]): string[] {
  const foreign = Object.keys(set).find((name) => !(name in table.columns));
  if (foreign !== undefined) throw new RangeError(`projection ${table.name} has no column ${foreign}`);
  return columns.filter((column) => column in set);
}

function keyCell(table: ProjectionTable, change: RowChange, name: string): Cell {
  const cell = change.key[name];
  if (cell === undefined) throw new RangeError(`projection ${table.name} lacks the key ${name}`);
  return cell;
}

function rowsOf(db: Database, table: ProjectionTable) {
  const keys = Object.keys(table.key);
  const columns = Object.keys(table.columns);
  const statements = new Map<string, { statement: Statement; named: readonly string[] }>();

  function statementFor(set: RowChange["set"]) {
    const shape = Object.keys(set).join("\n");
    const known = statements.get(shape);
    if (known) return known;
    const named = namedColumns(table, columns, set);
    const made = { statement: db.prepare(upsertSql(table, named)), named };
    statements.set(shape, made);
    return made;
  }

  function write(change: RowChange): void {
    const { statement, named } = statementFor(change.set);
    const cells: Cell[] = [];
    for (const key of keys) cells.push(keyCell(table, change, key));
    for (const column of named) cells.push(change.set[column] ?? null);
    statement.bind(cells);
    statement.step();
  }

  /** One text for each key, quicker than JSON: with its length before it, no cell can be mistaken for two. */
  function nameOf(change: RowChange): Cell {
    if (keys.length === 1) return keyCell(table, change, keys[0]!);
    let name = "";
    for (const key of keys) {
      const cell = String(keyCell(table, change, key));
      name += `${cell.length}:${cell}`;
    }
    return name;
  }

  /** Writes what the events change. Changes of one row become one write: the later value of each column counts. */
  return (events: readonly RecordedEvent[]): void => {
    if (events.length === 1) return table.project(events[0]!).forEach(write);
    const rows = new Map<Cell, { key: RowChange["key"]; set: Record<string, Cell> }>();
    for (const event of events) {
      for (const change of table.project(event)) {
        const name = nameOf(change);
        const row = rows.get(name);
        if (row) Object.assign(row.set, change.set);
        else rows.set(name, { key: change.key, set: { ...change.set } });
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
