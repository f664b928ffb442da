// The rows as the webview has them, and what changes when newer ones are made.
import type { Row, RowChange } from "../../../protocol.ts";

export interface RowList {
  /** Replaces everything: a snapshot was sent. */
  reset(rows: readonly Row[]): void;
  /**
   * Takes the newest rows of one block (an epic or a task with everything below it) and gives what changed in it.
   * `keyBefore`: the row behind which a block that is new goes, null: first of all.
   */
  update(key: string, rows: readonly Row[], keyBefore: string | null): RowChange[];
  /** A row alone, without what is below it. */
  updateOne(row: Row): RowChange[];
  /** Key of the last row of the block of a key, or null if there is none. */
  lastOf(key: string): string | null;
  has(key: string): boolean;
  /** Number of rows. */
  size(): number;
}

export function createRowList(): RowList {
  /** What each row looked like when it was sent. */
  let sent = new Map<string, string>();
  /** Keys below a row, in order. */
  let below = new Map<string, string[]>();

  const note = (row: Row): void => {
    sent.set(row.key, JSON.stringify(row));
  };

  function reset(rows: readonly Row[]): void {
    sent = new Map();
    below = new Map();
    for (const row of rows) {
      note(row);
      below.set(row.key, []);
      if (row.parent !== null) below.get(row.parent)?.push(row.key);
    }
  }

  const keysOf = (key: string): string[] =>
    sent.has(key) ? [key, ...(below.get(key) ?? []).flatMap((child) => keysOf(child))] : [];

  function forget(key: string): void {
    for (const each of keysOf(key)) {
      sent.delete(each);
      below.delete(each);
    }
  }

  function updateOne(row: Row): RowChange[] {
    const text = JSON.stringify(row);
    if (sent.get(row.key) === text) return [];
    sent.set(row.key, text);
    return [{ op: "put", row, after: null }];
  }

  /** The children within a block are those of its new rows, whatever they were; its first row stands where it stood. */
  function relink(rows: readonly Row[]): void {
    for (const row of rows) below.set(row.key, []);
    for (const row of rows.slice(1)) if (row.parent !== null) below.get(row.parent)?.push(row.key);
  }

  function update(key: string, rows: readonly Row[], keyBefore: string | null): RowChange[] {
    const wanted = new Set(rows.map((row) => row.key));
    const gone = keysOf(key).filter((each) => !wanted.has(each));
    const changes: RowChange[] = gone.map((each) => ({ op: "remove", key: each }));
    for (const each of gone) sent.delete(each);
    let after = keyBefore;
    for (const row of rows) {
      const isNew = !sent.has(row.key);
      const [change] = updateOne(row);
      if (change?.op === "put") changes.push(isNew ? { ...change, after } : change);
      after = row.key;
    }
    for (const each of gone) below.delete(each);
    const [top] = rows;
    if (top === undefined) {
      forget(key);
      return changes;
    }
    const siblings = top.parent === null ? undefined : below.get(top.parent);
    relink(rows);
    if (siblings !== undefined && !siblings.includes(key)) siblings.push(key);
    return changes;
  }

  return {
    reset,
    update,
    updateOne,
    lastOf: (key) => keysOf(key).at(-1) ?? null,
    has: (key) => sent.has(key),
    size: () => sent.size,
  };
}
