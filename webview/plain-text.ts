// Words of workers as text that hides nothing: what a terminal or a bidirectional algorithm would obey is shown instead.

/** Overrides, embeddings and isolates of direction: they can make a line read as another one. */
const directions = /[\u202a-\u202e\u2066-\u2069]/g;
/** Characters without width. Scripts and emoji need some of them in prose; a command needs none. */
const unseen = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/g;

const named = (character: string): string =>
  `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`;

/** Control characters as the pictures that Unicode has for them; line ends and tabs stay. */
export const visibleText = (text: string): string =>
  text
    .replaceAll("\r\n", "\n")
    .replace(/[\0-\x08\x0b-\x1f]/g, (character) => String.fromCodePoint(0x2400 + character.charCodeAt(0)))
    .replace(/[\x7f-\x9f]/g, named)
    .replace(directions, named);

/** For what a person is asked to allow: every character is there to be seen. */
export const exactText = (text: string): string => visibleText(text).replace(unseen, named);

/** For one line of a row: no line ends, and no more than can be of use there. */
export function oneLine(text: string, limit: number): string {
  const flat = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return visibleText(flat.replace(/[\r\n\t]+/g, " ")).trim();
}
