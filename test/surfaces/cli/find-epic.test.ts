// Which epic a verb means when the person names none.
import { describe, expect, test } from "vitest";
import type { EpicState } from "../../../src/domain/epic-state.ts";
import { findEpic } from "../../../src/surfaces/cli/find-epic.ts";
import { epicOf, history, type Said } from "../../support/epic-history.ts";
import { pastIn } from "../../domain/task-routes.ts";

const landing = { branch: "main", old: "base", new: "tip", strategy: "fast-forward" } as const;
const landed: Said[] = [{ type: "BeginEpicLanding", ...landing }, { type: "RecordEpicLanded" }];
const reset: Said[] = [{ type: "BeginUndo", old: "tip", new: "base", how: "reset" }, { type: "RecordUndone" }];
const epic = (id: string, ...commands: Said[]): EpicState => ({
  ...epicOf(history(pastIn("landed"), ...commands)),
  id,
});

const integrated = epic("integrated");
const inBranch = epic("in-branch", ...landed);
const takenBack = epic("taken-back", ...landed, ...reset);

describe("an epic that is not named", () => {
  test("is the only one that can still be decided about", () => {
    expect(findEpic([inBranch, integrated], undefined)).toMatchObject({ ok: true, value: { id: "integrated" } });
  });

  test("is never guessed: work that was taken back does not hide work that waits to land", () => {
    const found = findEpic([takenBack, integrated], "-");
    expect(found).toMatchObject({ ok: false, refusals: [{ exit: 2, code: "ambiguous-epic" }] });
  });

  test("is the landed one for a verb about landings", () => {
    const suits = (one: EpicState): boolean => one.landed !== null;
    expect(findEpic([inBranch, integrated], undefined, suits)).toMatchObject({ ok: true, value: { id: "in-branch" } });
  });
});
