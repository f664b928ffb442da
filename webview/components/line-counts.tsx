// "+120 −8" in the colours that VS Code gives them.
import type { VNode } from "preact";
import type { LineCount } from "../../src/protocol.ts";
import { addedText, deletedText } from "../amounts.ts";

export function LineCounts(props: { lines: LineCount }): VNode | null {
  const added = addedText(props.lines);
  const deleted = deletedText(props.lines);
  if (added === null && deleted === null) return null;
  return (
    <div class="counts part">
      {added !== null && <div class="plus">{added}</div>}
      {deleted !== null && <div class="minus">{deleted}</div>}
    </div>
  );
}
