// Words of workers and of other programs as harmless text: nothing in them may steer a terminal or turn its direction.

/** OSC, DCS, SOS, PM and APC strings with everything in them, up to their end or the end of the line. */
const strings = /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\n]*?(?:\u0007|\u001b\\|\u009c|(?=\n)|$)/g;
const controlSequences = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?/g;
const otherEscapes = /\u001b[ -/]*[0-~]?/g;
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** Direction overrides, isolates and marks, invisible separators, and the invisible "tag" letters. */
const invisible = /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\udb40[\udc00-\udc7f]/g;
const loneSurrogates = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text that keeps its line breaks and tabs, and nothing else that is not printed. */
export const plainText = (text: string): string =>
  text
    .replace(strings, "")
    .replace(controlSequences, "")
    .replace(otherEscapes, "")
    .replace(/\r\n?/g, "\n")
    .replace(controls, "")
    .replace(invisible, "")
    .replace(loneSurrogates, "\ufffd");

/** Text on one line. */
export const plainLine = (text: string): string => plainText(text).replace(/\s+/g, " ").trim();

/** One JSON value on one line; what could steer a terminal is written as an escape, which reads as the same value. */
export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
