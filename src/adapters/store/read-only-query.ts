// Lets exactly one reading statement through to SQLite, and explains every refusal.
import type { Database } from "sql.js";
import { type Cell, type QueryResult, StoreError } from "../../application/ports/event-store.ts";

const blank = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$)|;)*/;

function refuse(sentence: string, sql: string, cause?: unknown): never {
  throw new StoreError("bad-query", sentence, { sql }, { cause });
}

function sentenceOf(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return /readonly database/.test(said)
    ? "Only reading is allowed: this statement would change the database."
    : `SQLite refuses the query: ${said}.`;
}

/** Refuses what is not one SELECT before anything else is done for it. Throws StoreError `bad-query`. */
export function checkIsSelect(sql: string): void {
  if (sql.includes("\0")) refuse("A query cannot contain a NUL character.", sql);
  const start = sql.replace(blank, "");
  if (start === "") refuse("The query is empty: give one SELECT.", sql);
  if (!/^(select|with|values)\b/i.test(start)) refuse("Only one SELECT (or WITH … SELECT) can be asked.", sql);
}

/** Runs one SELECT. Throws StoreError `bad-query`, also for a mistake in the SQL. */
export function runSelect(db: Database, sql: string, params: readonly Cell[]): QueryResult {
  checkIsSelect(sql);
  // `WITH … DELETE` begins like a question: SQLite itself refuses to write, in every attached database.
  db.run("PRAGMA query_only=ON");
  const statements = db.iterateStatements(sql);
  try {
    const { value: statement } = statements.next();
    if (!statement) refuse("The query is empty: give one SELECT.", sql);
    if (statements.getRemainingSQL().replace(blank, "") !== "")
      refuse("Only one statement can be asked at a time.", sql);
    statement.bind(params);
    const columns = statement.getColumnNames();
    const rows: Cell[][] = [];
    while (statement.step()) rows.push(statement.get());
    return { columns, rows };
  } catch (error) {
    if (error instanceof StoreError) throw error;
    refuse(sentenceOf(error), sql, error);
  } finally {
    statements.return();
    db.run("PRAGMA query_only=OFF");
  }
}
