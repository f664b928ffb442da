// The message of the commit that stands for a task's work: a person's template, filled with words that steer nothing.

export const placeholders = ["title", "summary", "epic", "task", "commits"] as const;
export type Placeholder = (typeof placeholders)[number];

export const usualTemplate = "${title}\n\n${summary}\n\nCommits of the worker:\n${commits}";

const placeholder = /\$\{([^{}]*)\}/g;
const isKnown = (name: string): name is Placeholder => placeholders.some((known) => known === name);

/** What is wrong with a template, in one sentence, or null. */
export function templateProblem(template: string): string | null {
  const unknown = [...template.matchAll(placeholder)].find(([, name = ""]) => !isKnown(name));
  if (unknown === undefined) return null;
  const known = placeholders.map((name) => `\${${name}}`).join(", ");
  return `the commit message cannot hold ${unknown[0].replace(/\s+/g, " ")}; what is known is ${known}`;
}

const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g;

/** Words of others on one line. */
export const oneLine = (text: string): string => text.replace(/\s+/g, " ").replace(controls, "").trim();

/** A line that git or a forge could take for a word about who made or saw the commit, or for the end of the message. */
const speaks = /^\s*(?:[\w-]+-by\s*:|swarm-\w+\s*:|-{3})/i;

/** Words of others that keep their lines; what looks like a trailer is quoted. */
function manyLines(text: string): string {
  const lines = text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(controls, "")
    .trim()
    .split("\n");
  return lines.map((line) => (speaks.test(line) ? `> ${line}` : line)).join("\n");
}

function filledLine(line: string, values: Readonly<Record<Placeholder, string>>): string {
  const alone = /^\$\{(\w+)\}$/.exec(line.trim())?.[1];
  if (alone !== undefined && isKnown(alone) && alone !== "title") return manyLines(values[alone]);
  return line.replace(placeholder, (whole, name: string) => (isKnown(name) ? oneLine(values[name]) : whole));
}

const trailer = /^[A-Za-z0-9-]+:\s/;

/**
 * The template, filled. A paragraph whose placeholders all have nothing to say is left out. `trailers` end the message; they
 * join the trailers that the template itself ends with, and never words that a worker made.
 */
export function commitMessage(
  template: string | null,
  values: Readonly<Record<Placeholder, string>>,
  trailers: readonly string[],
): string {
  const blank = template === null || template.trim() === "";
  const paragraphs = (blank ? usualTemplate : template.replace(/\r\n?/g, "\n").trim()).split(/\n[^\S\n]*\n/);
  const said = paragraphs.filter((paragraph) => {
    const names = [...paragraph.matchAll(placeholder)].flatMap(([, name = ""]) => (isKnown(name) ? [name] : []));
    return names.length === 0 || names.some((name) => values[name].trim() !== "");
  });
  const filled = said.map((paragraph) =>
    paragraph
      .split("\n")
      .map((line) => filledLine(line, values))
      .join("\n"),
  );
  if (filled.length === 0) filled.push(oneLine(values.title));
  const last = said.length > 1 ? (said.at(-1) ?? "") : "";
  const endsInTrailers = last !== "" && last.split("\n").every((line) => trailer.test(line));
  return `${filled.join("\n\n")}${endsInTrailers ? "\n" : "\n\n"}${trailers.join("\n")}\n`;
}

/** A message with more trailers: in its last paragraph if that is one of trailers, else in a paragraph of their own. */
export function withTrailers(message: string, trailers: readonly string[]): string {
  if (trailers.length === 0) return message;
  const words = message.trimEnd();
  const paragraphs = words.split(/\n\s*\n/);
  const last = paragraphs.length > 1 ? (paragraphs.at(-1) ?? "") : "";
  const ends = last !== "" && last.split("\n").every((line) => trailer.test(line) || /^\s/.test(line));
  return `${words}${words === "" ? "" : ends ? "\n" : "\n\n"}${trailers.join("\n")}\n`;
}
