// What stands between an epic and its merge, and the words of its commit.
import { describe, expect, it } from "vitest";
import type { EpicState } from "../../../../src/domain/epic-state.ts";
import { taskStatuses } from "../../../../src/domain/task-status.ts";
import { commitMessage, firstLine } from "../../../../src/surfaces/vscode/merge/commit-message.ts";
import {
  blockingFiles,
  mayMerge,
  mayUndo,
  mergedTasks,
  openTasks,
} from "../../../../src/surfaces/vscode/merge/mergeable.ts";
import { about, epicOf, history, type Said } from "../../../support/epic-history.ts";
import { epicIn, epicWith, steps, toLanded, toWorking } from "../../../domain/task-routes.ts";

const ids = (tasks: { id: string }[]): string[] => tasks.map(({ id }) => id);

const begin: Said = { type: "BeginEpicLanding", branch: "main", old: "base", new: "tip", strategy: "squash" };
const landing = (...more: Said[]): EpicState =>
  epicOf(history(epicWith([{ id: "t" }]), ...steps("t", ...toLanded), begin, ...more));

describe("an epic before its merge", () => {
  it.each(taskStatuses)("says whether a person still has to do something about a task that is %s", (status) => {
    const byItself = ["landed", "discarded", "approved", "landing"].includes(status);
    expect(ids(openTasks(epicIn(status))).includes("t")).toBe(!byItself);
  });

  it("may be merged as long as it holds something that its branch does not have", () => {
    expect([mayMerge(epicIn("ready")), mayMerge(epicIn("landed")), mayMerge(epicIn("discarded"))]).toEqual([
      true,
      true,
      false,
    ]);
    expect(mayMerge(landing({ type: "RecordEpicLanded" }))).toBe(false);
  });

  it("may be merged again after an undo by reset, and not after one by revert", () => {
    const undone = (how: "reset" | "revert"): EpicState =>
      landing(
        { type: "RecordEpicLanded" },
        { type: "BeginUndo", old: "tip", new: "back", how },
        { type: "RecordUndone" },
      );
    expect([mayMerge(undone("reset")), mayMerge(undone("revert"))]).toEqual([true, false]);
    expect(mayUndo(undone("reset"))).toBe(false);
    expect(mayUndo(landing({ type: "RecordEpicLanded" }))).toBe(true);
  });

  it("names the files in which a task conflicts, and those that kept it from landing", () => {
    expect(blockingFiles(epicIn("conflict"))).toEqual([{ path: "a.ts", taskId: "t" }]);
    const refused = landing(
      { type: "AbandonEpicLanding", reason: "no" },
      { type: "RefuseEpicLanding", code: "would-overwrite", message: "no", files: ["b.ts"] },
    );
    expect(blockingFiles(refused)).toEqual([{ path: "b.ts", taskId: null }]);
  });
});

describe("the commit of a squash", () => {
  const past = history(
    epicWith([{ id: "t" }, { id: "u" }, { id: "v" }]),
    ...steps("t", ...toLanded),
    ...steps("u", ...toWorking),
    about("u", { type: "DiscardTask", ref: null }),
  );

  it("names the tasks that it holds below what the person wrote", () => {
    const epic = epicOf(past);
    expect(ids(mergedTasks(epic))).toEqual(["t"]);
    expect(firstLine(epic)).toBe("An epic");
    expect(commitMessage(epic, "  Add it ")).toBe("Add it\n\n- t: Title of t\n\nSwarm-Epic: epic-1\n");
  });

  it.each(["approved", "landing"] as const)("names a task that is still %s while the person writes", (status) => {
    expect(commitMessage(epicIn(status), "Add it")).toContain("- t: ");
  });
});
