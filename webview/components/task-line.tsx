// A task on its line: what it is, what it does now, what came of it and what it cost.
import type { VNode } from "preact";
import type { TaskRow } from "../../src/protocol.ts";
import { filesText } from "../amounts.ts";
import { activityText, titleOf } from "../row-names.ts";
import { taskLook } from "../state-words.ts";
import { Elapsed } from "./elapsed.tsx";
import { LineCounts } from "./line-counts.tsx";
import { StateIcon } from "./state-icon.tsx";
import { Spent } from "./spent.tsx";

/** Numbers beside a shape; the name of the line has them in words. */
function Marks(props: { row: TaskRow }): VNode {
  const { progress, notes, pendingComments } = props.row;
  return (
    <span class="marks" aria-hidden="true">
      {progress !== null && <span>{Math.round(progress)}%</span>}
      {notes.length > 0 && (
        <span>
          <span class="codicon codicon-info" />
          {notes.length}
        </span>
      )}
      {pendingComments > 0 && (
        <span>
          <span class="codicon codicon-comment" />
          {pendingComments}
        </span>
      )}
    </span>
  );
}

export function TaskLine(props: { row: TaskRow }): VNode {
  const { row } = props;
  const look = taskLook(row);
  const activity = activityText(row);
  return (
    <>
      <StateIcon look={look} />
      <div class="words" aria-hidden="true">
        <div class="first">
          <div class="title" dir="auto">
            {titleOf(row)}
          </div>
          <Marks row={row} />
          <Elapsed row={row} />
        </div>
        <div class="second">
          <div class="facts-now">
            <div class={`word part tone-${look.tone}`}>{look.word}</div>
            {row.files !== null && <div class="part files">{filesText(row.files)}</div>}
            <LineCounts lines={row.lines} />
            {activity !== "" && (
              <div class="activity part" dir="auto" title={activity}>
                {activity}
              </div>
            )}
          </div>
          <Spent row={row} />
        </div>
      </div>
    </>
  );
}
