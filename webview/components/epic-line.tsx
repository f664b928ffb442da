// An epic on its line: how far it is, and whether it needs the person.
import type { VNode } from "preact";
import type { EpicRow } from "../../src/protocol.ts";
import { attentionText, lineText, titleOf } from "../row-names.ts";
import { epicLook } from "../state-words.ts";
import { Elapsed } from "./elapsed.tsx";
import { StateIcon } from "./state-icon.tsx";
import { Spent } from "./spent.tsx";

export function EpicLine(props: { row: EpicRow }): VNode {
  const { row } = props;
  const look = epicLook(row.state);
  const part = row.total === 0 ? 0 : row.landed / row.total;
  return (
    <>
      <StateIcon look={look} />
      <div class="words" aria-hidden="true">
        <div class="first">
          <div class="title" dir="auto">
            {titleOf(row)}
          </div>
          <Elapsed row={row} />
        </div>
        <div class="second">
          <div class="how-far">
            <span class="bar" aria-hidden="true">
              <span class="done" style={{ transform: `scaleX(${part})` }} />
            </span>
            <span class="progress" aria-hidden="true">
              {row.landed}/{row.total}
            </span>
            <div class="facts-now">
              <div class={`word part tone-${look.tone}`}>{look.word}</div>
              {row.attention > 0 && <div class="part needs">{attentionText(row.attention)}</div>}
              {row.note !== null && (
                <div class="activity part" dir="auto" title={lineText(row.note)}>
                  {lineText(row.note)}
                </div>
              )}
            </div>
          </div>
          <Spent row={row} />
        </div>
      </div>
    </>
  );
}
