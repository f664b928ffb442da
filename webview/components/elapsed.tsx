// Time of the present phase, in steps of a second while somebody looks. Those who listen hear minutes in the row's name.
import type { VNode } from "preact";
import type { EpicRow, TaskRow } from "../../src/protocol.ts";
import { elapsedText } from "../amounts.ts";
import { phaseTime } from "../row-names.ts";
import { usePanel } from "./panel-context.ts";

export function Elapsed(props: { row: EpicRow | TaskRow }): VNode | null {
  const { surroundings } = usePanel();
  const { row } = props;
  const runs = row.endedAt === null;
  // With a screen reader on, nothing changes by itself.
  if (runs && surroundings.screenReader.value) return null;
  const time = phaseTime(row, runs ? surroundings.now.value : 0);
  if (time === null) return null;
  return (
    <span class="elapsed" aria-hidden="true">
      {elapsedText(time)}
    </span>
  );
}
