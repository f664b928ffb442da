// The hunk in which a line of a file stands.
import type { LineEdit } from "../../../application/live-swarm.ts";
import type { ReviewSide } from "./review-uri.ts";

type LineRun = LineEdit["old"];

/** Lines that go leave a place between two lines, and either of these is meant. */
const holds = ({ start, count }: LineRun, line: number): boolean =>
  count === 0 ? line === start || line === start + 1 : line >= start && line < start + count;

/** `line` from 1. Lines that are there come before places where some were taken away. */
export function hunkAt(edits: readonly LineEdit[], side: ReviewSide, line: number): LineEdit | null {
  const there = edits.filter((edit) => holds(edit[side], line));
  return there.find((edit) => edit[side].count > 0) ?? there[0] ?? null;
}
