// Where things stand in a JSON text: the place of each value, or of the first mistake. The values are JSON.parse's.
import { fieldName } from "./plan-problem.ts";

export interface Place {
  /** Both counted from 1; columns in UTF-16 units. */
  line: number;
  column: number;
}

export type JsonSource =
  | {
      ok: true;
      value: unknown;
      /** Where the value of a field starts, or null when the text has no such field. */
      placeOf(field: string): Place | null;
      /** Keys that an object names twice; JSON.parse keeps the last. */
      repeated: string[];
    }
  | { ok: false; message: string; place: Place };

const depthLimit = 100;
const stringToken = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const plainToken = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const space = /[ \t\n\r]*/y;

class Mistake extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

/** Reads a JSON text; fields are named as in plan problems (`tasks[2].after[0]`, the whole is ``). */
export function readJson(source: string): JsonSource {
  const text = source.replace(/^\ufeff/, "");
  const offsets = new Map<string, number>();
  const repeated: string[] = [];
  let at = 0;

  const take = (token: RegExp): string | null => {
    token.lastIndex = at;
    const found = token.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  const fail = (expected: string): never => {
    const found = at >= text.length ? "the text ends" : `there is ${JSON.stringify(text.slice(at, at + 1))}`;
    throw new Mistake(`${expected} is expected, but ${found}`, at);
  };
  const sign = (wanted: string): boolean => {
    take(space);
    if (text[at] !== wanted) return false;
    at += 1;
    return true;
  };

  function members(path: PropertyKey[]): void {
    const keys = new Set<string>();
    if (sign("}")) return;
    do {
      take(space);
      const key = JSON.parse(take(stringToken) ?? fail("a key in double quotes")) as string;
      const inner = [...path, key];
      if (keys.has(key)) repeated.push(fieldName(inner));
      keys.add(key);
      if (!sign(":")) fail("a colon after the key");
      value(inner);
    } while (sign(","));
    if (!sign("}")) fail("a comma or }");
  }

  function items(path: PropertyKey[]): void {
    if (sign("]")) return;
    let index = 0;
    do {
      value([...path, index]);
      index += 1;
    } while (sign(","));
    if (!sign("]")) fail("a comma or ]");
  }

  function value(path: PropertyKey[]): void {
    take(space);
    offsets.set(fieldName(path), at);
    if (path.length > depthLimit) fail("less nesting");
    if (sign("{")) members(path);
    else if (sign("[")) items(path);
    else if (take(stringToken) === null && take(plainToken) === null) fail("a value");
  }

  try {
    value([]);
    take(space);
    if (at < text.length) fail("the end");
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return { ok: false, message: error.message, place: placeAt(text, error.offset) };
  }
  const placeOf = (field: string): Place | null => {
    const offset = offsets.get(field);
    return offset === undefined ? null : placeAt(text, offset);
  };
  return { ok: true, value: JSON.parse(text), placeOf, repeated };
}
