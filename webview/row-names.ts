// What a screen reader says of a line: what is seen, in the same words, the most important first.
import { t } from "@vscode/l10n";
import type { EpicRow, FileRow, PanelSettings, Row, TaskRow } from "../src/protocol.ts";
import { addedText, deletedText, filesText, spentTexts, spokenElapsed } from "./amounts.ts";
import { oneLine } from "./plain-text.ts";
import { changeLook, epicLook, taskLook } from "./state-words.ts";

/** Longer texts are cut in a line: its width shows less, and a name is listened to. */
const longest = 240;

export const lineText = (text: string): string => oneLine(text, longest);

export const titleOf = (row: Row): string => lineText(row.kind === "file" ? row.path : row.title);

/** The activity without the state's word, which stands before it. */
export function activityText(row: TaskRow): string {
  const text = lineText(row.activity);
  return text.toLocaleLowerCase() === taskLook(row).word.toLocaleLowerCase() ? "" : text;
}

/** What the line shows as numbers beside a shape. */
function markTexts(row: TaskRow): string[] {
  const notes = row.notes.length;
  const comments = row.pendingComments;
  return [
    ...(row.progress === null ? [] : [`${Math.round(row.progress)}%`]),
    ...(notes === 0 ? [] : [notes === 1 ? t("1 note") : t("{0} notes", notes)]),
    ...(comments === 0 ? [] : [comments === 1 ? t("1 comment pending") : t("{0} comments pending", comments)]),
  ];
}

export const attentionText = (count: number): string => (count === 1 ? t("1 needs you") : t("{0} need you", count));

/** Milliseconds of the present phase, or of the whole work once it is over; null before the start. */
export function phaseTime(row: EpicRow | TaskRow, now: number): number | null {
  const since = row.kind === "epic" ? row.startedAt : row.since;
  return since === null ? null : (row.endedAt ?? now) - since;
}

/** A dash is seen; there is nothing to hear of what is unknown. */
const heardOf = (row: EpicRow | TaskRow, settings: PanelSettings): string[] =>
  spentTexts(row, settings.showCost).filter((text) => text !== "–");

const joined = (parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== "").join(", ");

const spoken = (row: EpicRow | TaskRow, now: number): string | null => {
  const time = phaseTime(row, now);
  return time === null ? null : spokenElapsed(time);
};

/** The name of a file before its folder, as it is seen. */
const fileName = (row: FileRow): string => {
  const comments = row.comments;
  const path = lineText(row.path);
  const slash = path.lastIndexOf("/");
  return joined([
    path.slice(slash + 1),
    slash < 0 ? null : path.slice(0, slash),
    addedText(row.lines),
    deletedText(row.lines),
    changeLook(row.change).word,
    row.reviewed ? t("reviewed") : null,
    comments === 0 ? null : comments === 1 ? t("1 comment") : t("{0} comments", comments),
    row.from === null ? null : t("was {0}", lineText(row.from)),
  ]);
};

/** All that is seen, in its order, and behind it what is only heard. */
export function nameOf(row: Row, settings: PanelSettings, now: number): string {
  switch (row.kind) {
    case "file":
      return fileName(row);
    case "task":
      return joined([
        titleOf(row),
        taskLook(row).word,
        row.files === null ? null : filesText(row.files),
        addedText(row.lines),
        deletedText(row.lines),
        activityText(row),
        ...heardOf(row, settings),
        ...markTexts(row),
        spoken(row, now),
      ]);
    case "epic":
      return joined([
        titleOf(row),
        epicLook(row.state).word,
        row.attention === 0 ? null : attentionText(row.attention),
        row.note === null ? null : lineText(row.note),
        ...heardOf(row, settings),
        row.state === "merged" || row.state === "undone" ? null : t("{0} of {1} in the merge", row.landed, row.total),
        spoken(row, now),
      ]);
  }
}
