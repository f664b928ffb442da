// The rows that the host sent, in their order: one signal a row, so that a change draws that row and no other.
import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Row, RowChange } from "../src/protocol.ts";

interface Link {
  row: Row;
  before: Link | null;
  behind: Link | null;
}

export interface Rows extends Iterable<Row> {
  /** Grows whenever another set of lines is to be drawn: a row came or went, or asks something else. */
  readonly structure: ReadonlySignal<number>;
  get(key: string): Row | undefined;
  /** The row as a signal, undefined once it is gone. */
  watch(key: string): ReadonlySignal<Row | undefined>;
  replace(rows: readonly Row[]): void;
  /** False if a change names a row that is not there: something was lost on the way. */
  apply(changes: readonly RowChange[]): boolean;
}

/** Called for each row that was put, with what stood there before. */
export type RowListener = (before: Row | undefined, after: Row) => void;

/** What decides which lines a row has beside its own. */
const asked = (row: Row): string =>
  row.kind === "task"
    ? row.asks.length === 0
      ? ""
      : row.asks.map((ask) => ask.request).join("\n")
    : row.actions.join();

const drawsOtherLines = (before: Row, after: Row): boolean =>
  before.kind !== after.kind || before.parent !== after.parent || asked(before) !== asked(after);

export function createRows(listener: RowListener): Rows {
  const links = new Map<string, Link>();
  const signals = new Map<string, Signal<Row | undefined>>();
  const structure = signal(0);
  let first: Link | null = null;
  let last: Link | null = null;

  const insert = (row: Row, before: Link | null): void => {
    const behind: Link | null = before === null ? first : before.behind;
    const link: Link = { row, before, behind };
    if (before === null) first = link;
    else before.behind = link;
    if (behind === null) last = link;
    else behind.before = link;
    links.set(row.key, link);
  };

  const unlink = (link: Link): void => {
    if (link.before === null) first = link.behind;
    else link.before.behind = link.behind;
    if (link.behind === null) last = link.before;
    else link.behind.before = link.before;
    links.delete(link.row.key);
  };

  const show = (key: string, row: Row | undefined): void => {
    const shown = signals.get(key);
    if (shown === undefined) return;
    shown.value = row;
    if (row === undefined) signals.delete(key);
  };

  const put = (row: Row, after: string | null): boolean => {
    const known = links.get(row.key);
    if (known !== undefined) {
      const before = known.row;
      known.row = row;
      if (drawsOtherLines(before, row)) structure.value += 1;
      listener(before, row);
    } else {
      const place = after === null ? null : links.get(after);
      if (place === undefined) return false;
      insert(row, place);
      structure.value += 1;
      listener(undefined, row);
    }
    show(row.key, row);
    return true;
  };

  const remove = (key: string): boolean => {
    const known = links.get(key);
    if (known === undefined) return false;
    unlink(known);
    structure.value += 1;
    show(key, undefined);
    return true;
  };

  return {
    structure,
    get: (key) => links.get(key)?.row,
    watch(key) {
      const known = signals.get(key);
      if (known !== undefined) return known;
      const made = signal(links.get(key)?.row);
      signals.set(key, made);
      return made;
    },
    replace(rows) {
      const old = new Map([...links].map(([key, link]) => [key, link.row]));
      links.clear();
      first = null;
      last = null;
      for (const row of rows) {
        if (links.has(row.key)) continue;
        insert(row, last);
        listener(old.get(row.key), row);
      }
      for (const [key, shown] of signals) {
        shown.value = links.get(key)?.row;
        if (shown.value === undefined) signals.delete(key);
      }
      structure.value += 1;
    },
    apply(changes) {
      // All of them are tried: what can be drawn of a torn message is nearer to the truth than nothing.
      let whole = true;
      for (const change of changes)
        whole = (change.op === "put" ? put(change.row, change.after) : remove(change.key)) && whole;
      return whole;
    },
    *[Symbol.iterator]() {
      for (let link = first; link !== null; link = link.behind) yield link.row;
    },
  };
}
