// Which works may stand in each other's way, from their paths alone.
import { expect, test } from "vitest";
import { mayConflict, pairsToProbe, type PathChange } from "../../src/domain/overlap.ts";

const changes = (text: string): PathChange[] =>
  text
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => {
      const path = word.slice(1);
      if (word.startsWith("+")) return { path, change: "added" };
      return { path, change: word.startsWith("-") ? "deleted" : "modified" };
    });

test.each([
  ["the same file", "~a.ts", "~a.ts", true],
  ["other files", "~a.ts +b.ts", "~c.ts -x/d.ts", false],
  ["one of many", "~a.ts ~b.ts", "~c.ts ~b.ts", true],
  ["one begins like the other", "~src/a", "~src/ab", false],
  ["a file where the other has a folder", "+lib", "+lib/a.ts", true],
  ["into a folder that the other takes files out of", "+lib/new.ts", "-lib/a.ts +core/a.ts", true],
  ["deep into such a folder", "+lib/x/new.ts", "-lib/a.ts +core/a.ts", true],
  ["a change in such a folder", "~lib/b.ts", "-lib/a.ts +core/a.ts", false],
  ["into a folder beside it", "+lab/new.ts", "-lib/a.ts", false],
  ["into the root that the other takes files out of", "+new.ts", "-a.ts", true],
  ["nothing", "", "~a.ts", false],
])("%s", (_name, one, other, expected) => {
  expect(mayConflict(changes(one), changes(other))).toBe(expected);
  expect(mayConflict(changes(other), changes(one))).toBe(expected);
});

test("only pairs with a work that changed are looked at, each once and in order", () => {
  const works = new Map([
    ["a", changes("~x")],
    ["b", changes("~x ~y")],
    ["c", changes("~y")],
    ["d", changes("~x")],
  ]);
  const probe = (...changed: string[]): string[] => pairsToProbe(works, new Set(changed)).map((pair) => pair.join());
  expect(probe("a")).toEqual(["a,b", "a,d"]);
  expect(probe("b")).toEqual(["a,b", "b,c", "b,d"]);
  expect(probe("a", "b", "c", "d")).toEqual(["a,b", "a,d", "b,c", "b,d"]);
  expect(probe()).toEqual([]);
});
