// The lines of the tree from top to bottom, as far as they are unfolded. Rows that nobody unfolded have none.
import type { Row } from "../src/protocol.ts";

export interface Line {
  /** Key of its row, for a row; `<row>#ask:<request>` and `<row>#details` for what belongs to one. */
  key: string;
  kind: "epic" | "task" | "file" | "ask" | "details";
  /** Key of the row it shows or belongs to. */
  row: string;
  /** Key of the line above it in the tree, or null. */
  parent: string | null;
  /** 1 for an epic. */
  level: number;
  /** Place among its siblings, from 1. */
  position: number;
}

export interface Outline {
  lines: readonly Line[];
  indexOf: ReadonlyMap<string, number>;
  /** How many siblings there are below a line (null: at the top), also those that no drawn line stands for. */
  siblings: ReadonlyMap<string | null, number>;
}

export const askKey = (row: string, request: string): string => `${row}#ask:${request}`;
export const detailsKey = (row: string): string => `${row}#details`;

/** An epic says all that can be done on its line, unless that is more than two things or waits for the person. */
export const epicHasDetails = (row: Row): boolean =>
  row.kind === "epic" && (row.actions.length > 2 || row.actions.some((one) => one === "merge" || one === "resume"));

export function outlineOf(rows: Iterable<Row>, isExpanded: (row: Row) => boolean): Outline {
  const lines: Line[] = [];
  const indexOf = new Map<string, number>();
  const siblings = new Map<string | null, number>();
  const levels = new Map<string, number>();
  const open = new Set<string>();

  const add = (key: string, kind: Line["kind"], row: string, parent: string | null, level: number): void => {
    const position = (siblings.get(parent) ?? 0) + 1;
    siblings.set(parent, position);
    indexOf.set(key, lines.length);
    lines.push({ key, kind, row, parent, level, position });
  };

  for (const row of rows) {
    const { key, kind, parent } = row;
    if (parent !== null && !open.has(parent)) continue;
    const level = parent === null ? 1 : (levels.get(parent) ?? 0) + 1;
    levels.set(key, level);
    add(key, kind, key, parent, level);
    if (kind === "file" || !isExpanded(row)) continue;
    open.add(key);
    if (kind === "task") {
      for (const ask of row.asks) add(askKey(key, ask.request), "ask", key, key, level + 1);
      add(detailsKey(key), "details", key, key, level + 1);
    } else if (epicHasDetails(row)) add(detailsKey(key), "details", key, key, level + 1);
  }
  return { lines, indexOf, siblings };
}
