// The choices in a glob, written out: `src/{a,b}.ts` is `src/a.ts` and `src/b.ts`.

/** Stands for a `*` that comes from a choice: picomatch lets it match nothing, and then its slash may go too. */
export const chosenStar = "\u0000";

const alternativesLimit = 256;

/** Index of the brace that closes the one at `open`, or -1. */
function closing(glob: string, open: number): number {
  let depth = 0;
  for (let at = open; at < glob.length; at += 1) {
    if (glob[at] === "{") depth += 1;
    if (glob[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** Splits at the commas that stand in no inner brace. */
function choices(body: string): string[] {
  const found = [""];
  let depth = 0;
  for (const unit of body.split("")) {
    if (unit === "{") depth += 1;
    if (unit === "}") depth -= 1;
    if (unit === "," && depth === 0) found.push("");
    else found[found.length - 1] += unit;
  }
  return found;
}

/**
 * Every choice as a glob without braces; null when picomatch reads these braces as something else (a range, a class, a
 * star pair that crosses slashes) or when there are too many.
 */
export function expandBraces(glob: string): string[] | null {
  const open = glob.indexOf("{");
  if (open === -1) return glob.includes("}") ? null : [glob];
  const close = closing(glob, open);
  if (close === -1) return null;
  const body = glob.slice(open + 1, close);
  const parts = choices(body);
  if (parts.length < 2 || body.includes("**") || body.includes("..")) return null;
  const expanded: string[] = [];
  for (const part of parts) {
    const rest = expandBraces(glob.slice(0, open) + part.replaceAll("*", chosenStar) + glob.slice(close + 1));
    if (rest === null || expanded.length + rest.length > alternativesLimit) return null;
    expanded.push(...rest);
  }
  return expanded;
}
