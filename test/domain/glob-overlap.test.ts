// Globs that can match one path: never a missed overlap, and no false alarm on the globs that people write.
import fc from "fast-check";
import picomatch from "picomatch";
import { describe, expect, it } from "vitest";
import { claimOverlap, readClaim } from "../../src/domain/glob-overlap.ts";

const disjoint: [string, string][] = [
  ["src/a/**", "src/b/**"],
  ["*.md", "docs/*.md"],
  ["src/a.ts", "src/b.ts"],
  ["src/*.ts", "src/*.tsx"],
  ["src/**/*.ts", "src/**/*.css"],
  ["src/{a,b}/**", "src/{c,d}/**"],
  ["src/[a-c]*.ts", "src/d.ts"],
  ["src/?.ts", "src/ab.ts"],
  ["a/*/c", "a/b/b/c"],
  ["**/test/*.ts", "**/src/*.ts"],
  ["app/[id]/page.tsx", "app/[slug]/layout.tsx"],
  ["src/a/@(x|y).ts", "src/b/x.ts"],
  ["a", "a/b"],
  ["a", "[^a]"],
];

const clashing: [string, string][] = [
  ["src/**/x.ts", "src/*/x.ts"],
  ["src/**", "src/a/b/c.ts"],
  ["**", "anything/at/all"],
  ["src/a*", "src/*b"],
  ["src/**", "src"],
  ["**/a/**", "b/**"],
  ["*.{ts,js}", "x.*"],
  ["[a-c].ts", "[c-e].ts"],
  ["app/[id]/page.tsx", "app/**"],
  ["app/[id]/page.tsx", "app/[id]/*"],
  ["app/(site)/page.tsx", "app/(site)/page.tsx"],
  ["src/!(a).ts", "src/b.ts"],
  [".github/**", "**/*.yml"],
  ["./src/a.ts", "src/*.ts"],
  ["a", "[!a]"],
  ["b", "[^a]"],
  ["src/{a,b/**}", "src/b/c/d"],
];

const globOverlap = (left: string, right: string) => claimOverlap(readClaim(left), readClaim(right));

describe("the overlap of two globs", () => {
  it.each(disjoint)("%s and %s share no path", (left, right) => {
    expect(globOverlap(left, right)).toBeNull();
    expect(globOverlap(right, left)).toBeNull();
  });

  it.each(clashing)("%s and %s share a path", (left, right) => {
    expect(globOverlap(left, right)).not.toBeNull();
    expect(globOverlap(right, left)).not.toBeNull();
  });

  it("gives an example that both match", () => {
    expect(globOverlap("src/**/x.ts", "src/*/x.ts")).toEqual({ example: "src/x/x.ts" });
    expect(globOverlap("*.md", "README.*")).toEqual({ example: "README.md" });
  });

  it("matches like picomatch, also where the folder alone could decide", () => {
    expect(["src", "src/a", "srca", "lib/a"].filter(readClaim("src/**").matches)).toEqual(["src", "src/a"]);
  });

  const name = fc.stringMatching(/^[abx.]{1,3}$/);
  const part = fc.oneof(
    { weight: 5, arbitrary: name },
    { weight: 3, arbitrary: fc.constantFrom("*", "?", "**", "a*", "*b", ".*", "*.x", "a?", "***") },
    {
      weight: 2,
      arbitrary: fc.constantFrom("[ab]", "[a-b]", "[!a]", "[^x]", "[^a-b]", "a[b]*", "[ab][ax]", "[z-a]", "[a]+"),
    },
    { weight: 2, arbitrary: fc.constantFrom("{a,b}", "{a,b/x}", "*.{a,b}", "{a,*}", "{a..b}", "{,a}b", "{a,{b,x}}") },
    {
      weight: 2,
      arbitrary: fc.constantFrom("@(a|b)", "!(a)", "+(a|b)", "?(a)b", "*(a)", "@(a|b/x)", "(a)", "x!(a|b)"),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "a**",
        "**b",
        "{**,a}",
        "{a,b}+",
        "a|b",
        '"a"',
        "[a",
        "{a",
        "(a",
        "a]",
        "]",
        "^a",
        "$",
      ),
    },
  );
  const anyGlob = fc
    .tuple(fc.constantFrom("", "", "", "./", "!"), fc.array(part, { minLength: 1, maxLength: 4 }))
    .map(([start, parts]) => start + parts.join("/"));
  const glued = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(""));
  const glob = fc.oneof({ weight: 3, arbitrary: anyGlob }, { weight: 1, arbitrary: glued });
  const segment = fc.stringMatching(/^[abx.[\]{}(,)]{1,3}$/).filter((text) => text !== "." && text !== "..");
  const plainSegment = fc.stringMatching(/^[abx]{1,2}$/);
  const path = fc
    .array(fc.oneof({ weight: 4, arbitrary: plainSegment }, { weight: 1, arbitrary: segment }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((segments) => segments.join("/"));

  it("never misses: a path that picomatch gives to both is an overlap", () => {
    let met = 0;
    fc.assert(
      fc.property(glob, glob, fc.array(path, { minLength: 20, maxLength: 40 }), (left, right, paths) => {
        const [isLeft, isRight] = [left, right].map((one) => picomatch(one, { dot: true }));
        const common = paths.filter((candidate) => isLeft?.(candidate) && isRight?.(candidate));
        if (common.length === 0) return;
        met += 1;
        expect(globOverlap(left, right), `${left} and ${right} both match ${common[0]}`).not.toBeNull();
      }),
      { numRuns: 20_000 },
    );
    expect(met).toBeGreaterThan(500);
  });

  it("is certain where it gives an example", () => {
    fc.assert(
      fc.property(glob, glob, (left, right) => {
        const example = globOverlap(left, right)?.example;
        if (example !== null && example !== undefined)
          expect([readClaim(left).matches(example), readClaim(right).matches(example)]).toEqual([true, true]);
      }),
    );
  });

  it("overlaps with itself, whatever it is", () => {
    fc.assert(fc.property(glob, (one) => globOverlap(one, one) !== null));
  });

  // A last `**` is left out: picomatch gives `a/b` to `a/**` and `a/b/**`, but not to `a/*/**`.
  it("finds the path by which plain globs overlap", () => {
    const plain = fc.array(fc.constantFrom("a", "b", "*", "**", "a*", "*b", "?"), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(plain, plain, (left, right) => {
        const found = globOverlap(`${left.join("/")}/z`, `${right.join("/")}/z`);
        if (found !== null) expect(found.example).not.toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });
});
