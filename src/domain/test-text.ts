// What the text of a test file says of its tests, in the languages whose tests can be told by their looks.

/** Lines that are only a comment hold no test. `#[` begins an attribute of Rust. */
const comment = /^[^\S\n]*(?:\/\/|\/?\*|#(?!\[)).*$/gm;

const titles = [
  /(?<![\w$])(?:it|test|specify)(?:\.\w+)*(?:\([^()]*\))?\s*\(\s*(["'`])((?:\\.|(?!\1)[^\\])*)\1/g,
  /\bdef\s+()(test\w*)/g,
  /\bfunc\s+()(Test\w+)/g,
  /#\[(?:\w+::)?()test\b[^\]]*\][^{}]{0,200}?\bfn\s+(\w+)/g,
  /(?:@(?:Parameterized)?Test\b|\[(?:Fact|Test|Theory)\b)()[^{}]{0,200}?\b(?:void|fun|Task)\s+(\w+|`[^`]+`)/g,
];

const skips = [
  /(?<![\w$])(?:it|test|describe|suite|context|specify|t)(?:\.\w+)*\.(?:skip|only|fixme)(?:\.each)?\s*[(`]/g,
  /(?<![\w$.])(?:x|f)(?:it|test|describe|context|specify)\s*\(\s*["'`]/g,
  /\{\s*(?:skip|only)\s*:\s*(?:true\b|["'`])/g,
  /\bthis\.skip\s*\(/g,
  /@(?:pytest\.mark\.(?:skip|xfail)\b|(?:unittest\.)?skip\b)/g,
  /\bpytest\.skip\s*\(/g,
  /\bt\.Skip(?:f|Now)?\s*\(/g,
  /#\[ignore\b/g,
  /@(?:Disabled|Ignore)\b/g,
];

const assertion = /\b(?:assert|expect|should)/;

/** Names of its tests, each as often as it stands there. */
export function testTitles(text: string): string[] {
  const bare = text.replaceAll(comment, "");
  return titles.flatMap((pattern) => [...bare.matchAll(pattern)].map((found) => found[2] ?? ""));
}

/** How often it says that a test, or every other one, is not to run. */
export function skippedTests(text: string): number {
  const bare = text.replaceAll(comment, "");
  return skips.reduce((sum, pattern) => sum + [...bare.matchAll(pattern)].length, 0);
}

/** It asserts something, by its looks. */
export const asserts = (text: string): boolean => assertion.test(text.replaceAll(comment, ""));
