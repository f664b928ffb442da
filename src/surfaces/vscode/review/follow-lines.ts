// Where lines of one content stand in another that was made of it.
import type { LineEdit } from "../../../application/live-swarm.ts";
import type { LineSpan } from "./quote.ts";

type LineRun = LineEdit["old"];

/** `changed`: some of the lines became others; `lines` is what stands in their place. `gone`: nothing does. */
export type FollowedLines = { kind: "same" | "changed"; lines: LineSpan } | { kind: "gone" };

const firstOf = ({ start, count }: LineRun): number => (count === 0 ? start + 1 : start);
const lastOf = (run: LineRun): number => firstOf(run) + run.count - 1;
const growth = (edits: readonly LineEdit[]): number =>
  edits.reduce((sum, edit) => sum + edit.new.count - edit.old.count, 0);

/** `edits` from the top, as git counts them. Lines that came right above or below are no change of the span. */
export function followLines(span: LineSpan, edits: readonly LineEdit[]): FollowedLines {
  const above = edits.filter(({ old }) => lastOf(old) < span.start);
  const within = edits.filter(({ old }) => lastOf(old) >= span.start && firstOf(old) <= span.end);
  const [first, last] = [within[0], within.at(-1)];
  const moved = growth(above);
  if (first === undefined || last === undefined)
    return { kind: "same", lines: { start: span.start + moved, end: span.end + moved } };
  const start = firstOf(first.old) <= span.start ? firstOf(first.new) : span.start + moved;
  const end = lastOf(last.old) >= span.end ? lastOf(last.new) : span.end + moved + growth(within);
  return end < start ? { kind: "gone" } : { kind: "changed", lines: { start, end } };
}
