// Contents with some of the hunks between two others: bytes are copied as they are, whatever they mean.
import { type LineEdit, type LineRun, sameEdit } from "../../domain/chosen-part.ts";

const lineFeed = 0x0a;

/** Where each line begins, and where the last one ends. */
function lineStarts(content: Uint8Array): number[] {
  const starts = [0];
  for (let at = content.indexOf(lineFeed); at !== -1; at = content.indexOf(lineFeed, at + 1)) starts.push(at + 1);
  if (starts.at(-1) !== content.byteLength) starts.push(content.byteLength);
  return starts;
}

/** Number of lines before the run. */
const before = ({ start, count }: LineRun): number => (count === 0 ? start : start - 1);

/** `before` with some of the edits that make `after` of it; `edits` are all of them, from the top. */
export function withEdits(
  [old, next]: readonly [Uint8Array, Uint8Array],
  edits: readonly LineEdit[],
  isChosen: (edit: LineEdit) => boolean,
): Uint8Array {
  const [oldStarts, newStarts] = [lineStarts(old), lineStarts(next)];
  const pieces: Uint8Array[] = [];
  let kept = 0;
  for (const edit of edits.filter(isChosen)) {
    const [from, to] = [before(edit.old), before(edit.new)];
    pieces.push(old.subarray(kept, oldStarts[from]));
    pieces.push(next.subarray(newStarts[to], newStarts[to + edit.new.count]));
    kept = oldStarts[from + edit.old.count] ?? old.byteLength;
  }
  pieces.push(old.subarray(kept));
  return Buffer.concat(pieces);
}

/** Every one of `chosen` is one of `edits`. */
export const areAmong = (chosen: readonly LineEdit[], edits: readonly LineEdit[]): boolean =>
  chosen.every((one) => edits.some((edit) => sameEdit(one, edit)));
