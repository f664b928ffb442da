// The word that somebody probably meant.

/** Number of letters to change, insert or remove to get from one word to the other. */
function distance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const changed = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(changed, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

/** The candidate that is nearest to `word`, or null when none is near enough to be a slip of the fingers. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let best: { candidate: string; changes: number } | null = null;
  for (const candidate of candidates) {
    const longest = Math.max(word.length, candidate.length);
    const limit = Math.ceil(longest / 3);
    if (Math.abs(word.length - candidate.length) > limit) continue;
    const changes = distance(word.toLowerCase(), candidate.toLowerCase());
    if (changes <= limit && changes < longest && changes < (best?.changes ?? Infinity)) best = { candidate, changes };
  }
  return best?.candidate ?? null;
}
