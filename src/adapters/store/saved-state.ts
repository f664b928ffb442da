// What the tables are made for, and what their snapshot carries beside the rows.
import type { ProjectionTable } from "../../domain/projections/table.ts";
import type { Upcast } from "./event-line.ts";
import type { HotWindow } from "./hot-window.ts";
import type { Position } from "./journal-reader.ts";
import { projectionsFingerprint } from "./projection-rows.ts";

export interface TableOptions {
  projections: readonly ProjectionTable[];
  window: HotWindow;
  upcast: Upcast;
}

export interface SavedState {
  format: number;
  fingerprint: string;
  position: Position;
  lastSeq: number;
  evictedThrough: number;
  closed: string[];
  versions: [string | null, number][];
}

export const format = 1;

/** A snapshot with another one is not gone by. */
export function fingerprintOf(options: TableOptions): string {
  const { newest: _size, ...states } = options.window;
  return JSON.stringify([projectionsFingerprint(options.projections), states]);
}
