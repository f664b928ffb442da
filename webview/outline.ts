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
  indexOf: Pick<ReadonlyMap<string, number>, "get" | "has">;
  /** Where a line was found last: what is looked for next, also in the next outline, is mostly near. */
  lastFound(): number;
  /** How many lines stand directly below a line, or at the top for null. */
  childrenOf(key: string | null): number;
}

export const askKey = (row: string, request: string): string => `${row}#ask:${request}`;
export const detailsKey = (row: string): string => `${row}#details`;

/** An epic says all that can be done on its line, unless that is more than two things or waits for the person. */
export const epicHasDetails = (row: Row): boolean =>
  row.kind === "epic" && (row.actions.length > 2 || row.actions.some((one) => one === "merge" || one === "resume"));

interface Unfolded {
  level: number;
  children: number;
}

/** Steps away from the line found last before every line gets its entry in a map. */
const nearby = 400;

/** Index of a line by its key. A map of all of them would cost more than all the rest, and is made only if it must. */
function finder(lines: readonly Line[], near: number): Pick<Outline, "indexOf" | "lastFound"> {
  let found = near;
  let all: Map<string, number> | null = null;
  const get = (key: string): number | undefined => {
    for (let step = 0; step < nearby; step += 1) {
      if (lines[found + step]?.key === key) return (found += step);
      if (lines[found - step]?.key === key) return (found -= step);
    }
    all ??= new Map(lines.map((line, index) => [line.key, index]));
    const index = all.get(key);
    found = index ?? found;
    return index;
  };
  return { indexOf: { get, has: (key) => get(key) !== undefined }, lastFound: () => found };
}

/** Runs whenever a row comes or goes, over thousands of rows. `near`: where the last outline was looked at. */
export function outlineOf(rows: Iterable<Row>, isExpanded: (row: Row) => boolean, near: number): Outline {
  const lines: Line[] = [];
  const top: Unfolded = { level: 1, children: 0 };
  const unfolded = new Map<string, Unfolded>();
  let above: string | null = null;
  let below: Unfolded | undefined = top;

  const add = (key: string, kind: Line["kind"], row: string, parent: string | null, inside: Unfolded): void => {
    inside.children += 1;
    lines.push({ key, kind, row, parent, level: inside.level, position: inside.children });
  };

  for (const row of rows) {
    const { key, kind, parent } = row;
    if (parent !== above) {
      above = parent;
      below = parent === null ? top : unfolded.get(parent);
    }
    if (below === undefined) continue;
    add(key, kind, key, parent, below);
    if (kind === "file" || !isExpanded(row)) continue;
    const inside: Unfolded = { level: below.level + 1, children: 0 };
    unfolded.set(key, inside);
    if (kind === "task") {
      for (const ask of row.asks) add(askKey(key, ask.request), "ask", key, key, inside);
      add(detailsKey(key), "details", key, key, inside);
    } else if (epicHasDetails(row)) add(detailsKey(key), "details", key, key, inside);
  }
  return {
    lines,
    ...finder(lines, near),
    childrenOf: (key) => (key === null ? top : unfolded.get(key))?.children ?? 0,
  };
}
