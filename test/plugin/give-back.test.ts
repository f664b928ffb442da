// Memory that worktrees leave behind is given back, and no more is spent on that than it is worth.
import { expect, test } from "vitest";
import { watchGrowth } from "../../src/plugin/give-back.ts";

const megabyte = 2 ** 20;

/** What is done at each of these levels, in megabytes, one look after the other. */
function remedies(...levels: number[]): string[] {
  const judge = watchGrowth();
  return levels.map((level) => judge(level * megabyte));
}

test("nothing is done until enough has grown since the lowest level", () => {
  expect(remedies(400, 450, 380, 443, 444)).toEqual(["none", "none", "none", "none", "collect"]);
});

test("what is left after a collection is the level from which it may grow again", () => {
  const grows = [400, 464, 410, 473, 474, 415];
  expect(remedies(...grows)).toEqual(["none", "collect", "none", "none", "collect", "none"]);
});

test("a level that collections do not bring down is brought down otherwise", () => {
  expect(remedies(400, 464, 425, 489, 360, 424)).toEqual(["none", "collect", "none", "shrink", "none", "collect"]);
});

test("memory that is needed is not asked for again and again", () => {
  expect(remedies(400, 900, 890, 900, 910, 920)).toEqual(["none", "collect", "none", "none", "none", "none"]);
});
