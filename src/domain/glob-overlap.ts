// Can two globs match one path? Never says no when they can; says yes without need only for globs that are hard to read.
import picomatch from "picomatch";
import { certainFolder, readGlob, type Segment, type Token } from "./glob-segments.ts";

/** How a claim is read: picomatch with dot files, the same on every system. */
function globMatcher(glob: string): (path: string) => boolean {
  return picomatch(glob, { dot: true, windows: false });
}

const commonUnits = "xabcdefghijklmnopqrstuvwyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_-. ~ü";

/** A unit that both tokens take, or null. Neither is a star. */
function commonUnit(left: Token, right: Token): string | null {
  if (left.kind === "unit") return matches(right, left.unit) ? left.unit : null;
  if (right.kind === "unit") return matches(left, right.unit) ? right.unit : null;
  return commonUnits.split("").find((unit) => matches(left, unit) && matches(right, unit)) ?? null;
}

function matches(token: Token, unit: string): boolean {
  switch (token.kind) {
    case "unit":
      return token.unit === unit;
    case "class":
      return token.has(unit);
    case "star":
      return true;
  }
}

/**
 * Walks two lists side by side and returns what both can match, joined, or null. `many` tells the elements that match any
 * number of elements of the other list, none included; `one` finds what two single elements share, `alone` an example of
 * a single one.
 */
function walk<T>(
  left: readonly T[],
  right: readonly T[],
  rules: { many(element: T): boolean; one(left: T, right: T): string | null; alone(element: T): string },
): string[] | null {
  const dead = new Set<number>();
  const from = (l: number, r: number): string[] | null => {
    const key = l * (right.length + 1) + r;
    if (dead.has(key)) return null;
    const found = step(l, r);
    if (found === null) dead.add(key);
    return found;
  };
  const step = (l: number, r: number): string[] | null => {
    const a = left[l];
    const b = right[r];
    if (a === undefined && b === undefined) return [];
    const aMany = a !== undefined && rules.many(a);
    const bMany = b !== undefined && rules.many(b);
    if (aMany) {
      const skipped = from(l + 1, r);
      if (skipped !== null) return skipped;
      if (b === undefined || bMany) return b === undefined ? null : from(l, r + 1);
      const taken = from(l, r + 1);
      return taken && [rules.alone(b), ...taken];
    }
    if (bMany) {
      const skipped = from(l, r + 1);
      if (skipped !== null || a === undefined) return skipped;
      const taken = from(l + 1, r);
      return taken && [rules.alone(a), ...taken];
    }
    if (a === undefined || b === undefined) return null;
    const shared = rules.one(a, b);
    const rest = shared === null ? null : from(l + 1, r + 1);
    return shared === null || rest === null ? null : [shared, ...rest];
  };
  return from(0, 0);
}

const isStar = (token: Token): boolean => token.kind === "star";

function commonSegment(left: Segment, right: Segment): string | null {
  if (left.kind === "deep" || right.kind === "deep") return null;
  const alone = (token: Token) => commonUnit(token, token) ?? "x";
  const found = walk(left.tokens, right.tokens, { many: isStar, one: commonUnit, alone });
  if (found === null) return null;
  const text = found.join("");
  return text === "" && left.tokens.some(isStar) && right.tokens.some(isStar) ? "x" : text;
}

const pathRules = {
  many: (segment: Segment) => segment.kind === "deep",
  one: commonSegment,
  alone: (segment: Segment) => commonSegment(segment, segment) ?? "x",
};

/** A glob that was read once and can be compared often. */
export interface Claim {
  glob: string;
  /** What every path that matches starts with. */
  folder: string;
  matches(path: string): boolean;
  alternatives: readonly (readonly Segment[])[];
}

export function readClaim(glob: string): Claim {
  const folder = certainFolder(glob);
  const isMatch = globMatcher(glob);
  // `a/**` also matches a file named `a`.
  const isInside = (path: string) => path.startsWith(folder) || `${path}/` === folder;
  return { glob, folder, matches: (path) => isInside(path) && isMatch(path), alternatives: readGlob(glob) };
}

export interface Overlap {
  /** A path that both match, checked with picomatch; null when none was found although there may be one. */
  example: string | null;
}

/** Null when no path can match both. */
export function claimOverlap(left: Claim, right: Claim): Overlap | null {
  if (!left.folder.startsWith(right.folder) && !right.folder.startsWith(left.folder)) return null;
  let overlaps = false;
  for (const l of left.alternatives)
    for (const r of right.alternatives) {
      const path = walk(l, r, pathRules);
      if (path === null) continue;
      overlaps = true;
      const example = path.join("/") || "x";
      if (left.matches(example) && right.matches(example)) return { example };
    }
  // picomatch takes a path that equals the glob, whatever the glob means.
  const verbatim = [left.glob, right.glob].find((path) => left.matches(path) && right.matches(path));
  if (verbatim !== undefined) return { example: verbatim };
  return overlaps ? { example: null } : null;
}
