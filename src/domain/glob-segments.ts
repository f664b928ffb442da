// A glob as alternatives of path segments, never narrower than picomatch reads it: what is not understood may match anything.
import { chosenStar, expandBraces } from "./glob-braces.ts";

/** Matches one UTF-16 unit, or (`star`) any number of any units but `/`. */
export type Token = { kind: "unit"; unit: string } | { kind: "class"; has(unit: string): boolean } | { kind: "star" };

/** One segment of a path, or (`deep`) any number of segments, none included. */
export type Segment = { kind: "deep" } | { kind: "segment"; tokens: readonly Token[] };

const deep: Segment = { kind: "deep" };
const readingsLimit = 256;
/** For picomatch `!` is an ordinary member; `^` negates. */
const simpleClass = /\[(\^?)([A-Za-z0-9_.!-]+)\]/y;

const units = (text: string): Token[] => text.split("").map((unit) => ({ kind: "unit", unit }));

/** True when brackets of any kind, quotes or escapes mean more here than the code below understands, from the first unit on. */
function isBeyondUs(glob: string): boolean {
  if (/[\\"]|[\]})]\+|^!(?!\()/.test(glob)) return true;
  let depth = 0;
  for (const unit of glob.split("")) {
    if (unit === "(") depth += 1;
    if (unit === ")") depth -= 1;
    if (depth < 0 || (unit === "|" && depth === 0)) return true;
  }
  return depth !== 0;
}

/** True when a brace, a bracket and a parenthesis could contain each other. */
function isEntangled(glob: string): boolean {
  const withoutClasses = glob.replace(new RegExp(simpleClass.source, "g"), "");
  return /[{}]/.test(glob) && /[[\]()]/.test(withoutClasses);
}

function classToken(negation: string, members: string): Token {
  try {
    const set = new RegExp(`^[${negation === "" ? "" : "^"}${members}]$`);
    return { kind: "class", has: (unit) => unit !== "/" && set.test(unit) };
  } catch {
    return { kind: "class", has: (unit) => unit !== "/" };
  }
}

const isStar = (unit: string): boolean => unit === "*" || unit === chosenStar;

/** True when the segment is a run of stars, or may be nothing in a way that makes picomatch drop its slash as well. */
function isDeep(text: string): boolean {
  const count = (bracket: string) => text.split(bracket).length;
  if (text.includes("(")) return !text.includes("**") && count("(") === count(")");
  return text !== "*" && text.split("").every(isStar);
}

/** All readings of a segment: `[id]` is a class for picomatch, and also the four characters. Null: not understood. */
function readSegment(text: string): Token[][] | null {
  if (text.split("").some((unit, at) => "()".includes(unit) || (isStar(unit) && isStar(text.charAt(at + 1)))))
    return null;
  let readings: Token[][] = [[]];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charAt(at);
    if (unit === "[" || unit === "]") {
      simpleClass.lastIndex = at;
      const found = simpleClass.exec(text);
      if (found === null || readings.length > readingsLimit) return null;
      const member = classToken(found[1] ?? "", found[2] ?? "");
      readings = readings.flatMap((before) => [
        [...before, ...units(found[0])],
        [...before, member],
      ]);
      at = simpleClass.lastIndex - 1;
      continue;
    }
    const token: Token = { kind: "unit", unit };
    const wild: Token = isStar(unit) ? { kind: "star" } : { kind: "class", has: (any) => any !== "/" };
    for (const reading of readings) reading.push(isStar(unit) || unit === "?" ? wild : token);
  }
  return readings;
}

function readPath(glob: string): Segment[][] {
  let paths: Segment[][] = [[]];
  for (const text of glob.replace(/\/$/, "").split("/")) {
    const readings = isDeep(text) ? "deep" : readSegment(text);
    if (readings === null || paths.length > readingsLimit) return paths.map((path) => [...path, deep]);
    paths = paths.flatMap((path) =>
      readings === "deep"
        ? [[...path, deep]]
        : readings.map((tokens): Segment[] => [...path, { kind: "segment", tokens }]),
    );
  }
  return paths;
}

const withoutDot = (glob: string): string => glob.replace(/^(\.\/)+/, "");

/** What every path of the glob starts with: its folders before the first sign that is no letter of a name, as `a/b/` or ``. */
export function certainFolder(glob: string): string {
  const text = withoutDot(glob);
  if (isBeyondUs(text)) return "";
  const end = text.search(/[*?[\]{}()]/);
  const plain = end === -1 ? text : text.slice(0, end);
  return plain.slice(0, plain.lastIndexOf("/") + 1);
}

/** The alternatives of a glob. Together they match at least what picomatch (with `dot`) matches. */
export function readGlob(glob: string): Segment[][] {
  const text = withoutDot(glob);
  if (isBeyondUs(text)) return [[deep]];
  const globs = isEntangled(text) ? null : expandBraces(text);
  return (globs ?? [`${certainFolder(text)}**`]).flatMap(readPath);
}
