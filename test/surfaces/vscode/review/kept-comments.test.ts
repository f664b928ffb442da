// Comments are kept with the workspace, and what is kept is not believed blindly.
import { describe, expect, it } from "vitest";
import { createKeptComments } from "../../../../src/surfaces/vscode/review/kept-comments.ts";
import type { KeptComment } from "../../../../src/surfaces/vscode/review/review-comment.ts";
import { keptComment } from "./comments.ts";
import { fileChange } from "./file-changes.ts";

const task = { epicId: "epic", taskId: "docs" };
const comment = (id: string, said: Partial<KeptComment> = {}): KeptComment =>
  keptComment({ id, lines: null, quote: [], ...said });

/** As VS Code's: values come back as the JSON that they were written as. */
function workspace(): { get<T>(key: string): T | undefined; update(key: string, value: unknown): Promise<void> } {
  const stored = new Map<string, string>();
  return {
    get: <T>(key: string) => (stored.has(key) ? (JSON.parse(stored.get(key) ?? "") as T) : undefined),
    update: async (key, value) => void stored.set(key, JSON.stringify(value)),
  };
}

describe("kept comments", () => {
  it("survive a reload of the window", async () => {
    const memento = workspace();
    await createKeptComments(memento).put([comment("1"), comment("2", { lines: { start: 1, end: 3 } })]);
    expect(createKeptComments(memento).all()).toEqual([comment("1"), comment("2", { lines: { start: 1, end: 3 } })]);
  });

  it("are counted by task and by file until they are sent", async () => {
    const kept = createKeptComments(workspace());
    await kept.put([comment("1"), comment("2", { path: "b.md" }), comment("3", { taskId: "other" })]);
    expect([kept.facts.pendingComments(task), kept.facts.commentsOn(task, fileChange("b.md"))]).toEqual([2, 1]);
    await kept.put([comment("2", { path: "b.md", state: "sent" })]);
    expect([kept.facts.pendingComments(task), kept.facts.commentsOn(task, fileChange("b.md"))]).toEqual([1, 0]);
    expect(kept.get("2")?.state).toBe("sent");
  });

  it("count for a renamed file on both of its names", async () => {
    const kept = createKeptComments(workspace());
    await kept.put([comment("1", { side: "old" }), comment("2", { path: "b.md" }), comment("3", { side: "new" })]);
    const renamed = fileChange("b.md", { from: "a.md", change: "renamed" });
    expect(kept.facts.commentsOn(task, renamed)).toBe(2);
  });

  it("tell which task a change is about", async () => {
    const kept = createKeptComments(workspace());
    const heard: unknown[] = [];
    const listening = kept.facts.onDidChange((changed) => heard.push(changed));
    await kept.put([comment("1"), comment("2")]);
    await kept.remove([comment("2")]);
    listening.dispose();
    await kept.remove([comment("1")]);
    expect(heard).toEqual([task, task]);
    expect(kept.all()).toEqual([]);
  });

  it("are dropped one by one when they are not in today's shape", async () => {
    const memento = workspace();
    await createKeptComments(memento).put([comment("1")]);
    const [key] = ["swarmPanel.review.comments"];
    await memento.update(key, [comment("1"), { ...comment("2"), epicId: "../x" }, null, { id: "3" }]);
    expect(createKeptComments(memento).all()).toEqual([comment("1")]);
    const { file: _, ...before } = comment("1");
    await memento.update(key, [before]);
    expect(createKeptComments(memento).all()).toEqual([comment("1", { file: null })]);
    await memento.update(key, "nonsense");
    expect(createKeptComments(memento).all()).toEqual([]);
  });

  it("let the oldest sent ones go, and never one that was not sent", async () => {
    const kept = createKeptComments(workspace());
    await kept.put([comment("mine"), ...Array.from({ length: 600 }, (_, at) => comment(`s${at}`, { state: "sent" }))]);
    expect(kept.get("mine")).not.toBeNull();
    expect([kept.get("s99"), kept.get("s100")?.id]).toEqual([null, "s100"]);
  });
});
