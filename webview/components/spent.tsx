// What it cost so far, in the unit that the person chose.
import type { VNode } from "preact";
import type { EpicRow, TaskRow } from "../../src/protocol.ts";
import { spentTexts } from "../amounts.ts";
import { usePanel } from "./panel-context.ts";

export function Spent(props: { row: EpicRow | TaskRow }): VNode | null {
  const texts = spentTexts(props.row, usePanel().settings.value.showCost);
  if (texts.length === 0) return null;
  return (
    <div class="spent">
      {texts.map((text) => (
        <div class="part" key={text}>
          {text}
        </div>
      ))}
    </div>
  );
}
