// The picture of all epics, and what has to be drawn again.
import { describe, expect, it } from "vitest";
import { createPicture, type PictureChange } from "../../../../src/surfaces/vscode/session/picture.ts";
import { about, createEpic, epicId, history, planOfTasks, start } from "../../../support/epic-history.ts";

const plan = planOfTasks([{ id: "one" }, { id: "two", after: ["one"] }]);
const created = history([], createEpic(plan));

function watched() {
  const picture = createPicture();
  const changes: PictureChange[] = [];
  picture.onDidChange((change) => changes.push(change));
  return { picture, changes };
}

describe("the picture", () => {
  it("leaves out what it has folded before", () => {
    const { picture, changes } = watched();
    picture.apply(created);
    picture.apply(created);
    expect(changes).toHaveLength(1);
    expect(picture.lastSeq()).toBe(created.length);
    expect(picture.epic(epicId)?.version).toBe(created.length);
  });

  it("marks a task alone when only it changed, and its epic too when others may wait for it", () => {
    const { picture, changes } = watched();
    picture.apply(created);
    const stopped = history(created, about("one", { type: "StopTask", reason: "asked" }));
    picture.apply(stopped);
    expect(changes.at(-1)?.tasks).toContain("epic-1/one");
    expect(changes.at(-1)?.epics).toContain(epicId);
    const marked = history(stopped, about("one", { type: "MarkReviewed", path: "a.js", blob: "b" }));
    picture.apply(marked);
    expect(changes.at(-1)).toEqual({ epics: new Set(), tasks: new Set(["epic-1/one"]) });
  });

  it("knows since when a task is in its phase", () => {
    const { picture } = watched();
    const stopped = history(created, about("one", { type: "StopTask", reason: "asked" }));
    picture.apply(stopped);
    const event = stopped.find(({ type }) => type === "task_stopped");
    expect(picture.since(epicId, "one")).toBe(start + (event?.seq ?? 0) * 1000);
    expect(picture.since(epicId, "none")).toBeNull();
  });

  it("forgets everything when it is cleared, and says so", () => {
    const { picture, changes } = watched();
    picture.apply(created);
    picture.clear();
    expect(picture.epics()).toEqual([]);
    expect(picture.lastSeq()).toBe(0);
    expect(changes.at(-1)?.epics).toEqual(new Set([epicId]));
  });
});
