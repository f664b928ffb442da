// Words of a worker as harmless text: no terminal codes, no invisible direction changes, a bounded length.
import { stripVTControlCharacters } from "node:util";

const invisible = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Text with its line breaks and tabs. */
export function plainText(text: string, length: number): string {
  return cut(stripVTControlCharacters(text.replace(/\r\n?/g, "\n")).replace(invisible, ""), length);
}

/** Text on one line. */
export function plainLine(text: string, length: number): string {
  return cut(
    plainText(text, length * 2)
      .replace(/\s+/g, " ")
      .trim(),
    length,
  );
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
