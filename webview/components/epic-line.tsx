// An epic on its line: how far it is, and whether it needs the person.
import { t } from "@vscode/l10n";
import type { VNode } from "preact";
import type { EpicRow } from "../../src/protocol.ts";
import { spentTexts } from "../amounts.ts";
import { attentionText, lineText, titleOf } from "../row-names.ts";
import { epicLook } from "../state-words.ts";
import { Elapsed } from "./elapsed.tsx";
import { StateIcon } from "./state-icon.tsx";
import { usePanel } from "./panel-context.ts";

export function EpicLine(props: { row: EpicRow }): VNode {
  const { row } = props;
  const { settings } = usePanel();
  const look = epicLook(row.state);
  const part = row.total === 0 ? 0 : row.landed / row.total;
  return (
    <>
      <StateIcon look={look} />
      <div class="words">
        <div class="first">
          <bdi class="title">{titleOf(row)}</bdi>
          <Elapsed row={row} />
        </div>
        <div class="second">
          <span class="bar" aria-hidden="true">
            <span class="done" style={{ transform: `scaleX(${part})` }} />
          </span>
          <span class="part progress">{t("{0} of {1} merged", row.landed, row.total)}</span>
          <span class={`word part tone-${look.tone}`}>{look.word}</span>
          {row.attention > 0 && <span class="part needs">{attentionText(row.attention)}</span>}
          {row.note !== null && <bdi class="activity part">{lineText(row.note)}</bdi>}
          {spentTexts(row, settings.value.showCost).map((text) => (
            <span class="part spent" key={text}>
              {text}
            </span>
          ))}
        </div>
      </div>
    </>
  );
}
