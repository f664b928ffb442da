// A task on its line: what it is, what it does now, what came of it and what it cost.
import type { VNode } from "preact";
import type { TaskRow } from "../../src/protocol.ts";
import { filesText, spentTexts } from "../amounts.ts";
import { activityText, chipTexts, titleOf } from "../row-names.ts";
import { taskLook } from "../state-words.ts";
import { Elapsed } from "./elapsed.tsx";
import { LineCounts } from "./line-counts.tsx";
import { StateIcon } from "./state-icon.tsx";
import { usePanel } from "./panel-context.ts";

export function TaskLine(props: { row: TaskRow }): VNode {
  const { row } = props;
  const { settings } = usePanel();
  const look = taskLook(row.status);
  const activity = activityText(row);
  return (
    <>
      <StateIcon look={look} />
      <div class="words">
        <div class="first">
          <bdi class="title">{titleOf(row)}</bdi>
          <Elapsed row={row} />
        </div>
        <div class="second">
          <span class={`word part tone-${look.tone}`}>{look.word}</span>
          {activity !== "" && <bdi class="activity part">{activity}</bdi>}
          {row.files !== null && <span class="part files">{filesText(row.files)}</span>}
          <LineCounts lines={row.lines} />
          {spentTexts(row, settings.value.showCost).map((text) => (
            <span class="part spent" key={text}>
              {text}
            </span>
          ))}
          {chipTexts(row).map((text) => (
            <span class="chip" key={text}>
              {text}
            </span>
          ))}
        </div>
      </div>
    </>
  );
}
