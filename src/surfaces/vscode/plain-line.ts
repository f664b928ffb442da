// Words of workers and of other programs as harmless text: one line, nothing in it steers or turns direction.
import { stripVTControlCharacters } from "node:util";

/** Direction overrides, isolates and marks, invisible separators, and the invisible "tag" letters. */
const invisible = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|\udb40[\udc00-\udc7f]/g;
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const loneSurrogates = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export const plainLine = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(controls, " ")
    .replace(invisible, "")
    .replace(loneSurrogates, "\ufffd")
    .replace(/ {2,}/g, " ")
    .trim();

/** At most `length` UTF-16 units, with an ellipsis where something was left out; never half a character. */
export function clipped(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** For messages, quick picks and the status bar, which make links of `[a](b)` and icons of `$(a)`. */
export const inertLine = (text: string): string => plainLine(text).replaceAll("](", "] (").replaceAll("$(", "$ (");
