// "+120 −8" in the colours that VS Code gives them.
import type { VNode } from "preact";
import type { LineCount } from "../../src/protocol.ts";
import { addedText, deletedText } from "../amounts.ts";

export function LineCounts(props: { lines: LineCount }): VNode | null {
  const added = addedText(props.lines);
  const deleted = deletedText(props.lines);
  if (added === null && deleted === null) return null;
  return (
    <span class="counts part">
      {added !== null && <span class="plus">{added}</span>}
      {deleted !== null && <span class="minus">{deleted}</span>}
    </span>
  );
}
