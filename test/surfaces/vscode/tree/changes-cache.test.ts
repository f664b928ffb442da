// The files of a commit are read once.
import { describe, expect, it, vi } from "vitest";
import type { TaskChanges } from "../../../../src/application/live-swarm.ts";
import { createChangesCache } from "../../../../src/surfaces/vscode/tree/changes-cache.ts";
import type { TaskRef } from "../../../../src/surfaces/vscode/selection.ts";

const log = { debug: () => undefined, warn: () => undefined };
const task = (taskId: string): TaskRef => ({ epicId: "epic", taskId });

function reader(answer: (ref: TaskRef) => TaskChanges | null) {
  const asked: string[] = [];
  const read: TaskRef[] = [];
  let most = 0;
  let now = 0;
  const cache = createChangesCache({
    async read(ref) {
      asked.push(ref.taskId);
      now += 1;
      most = Math.max(most, now);
      await Promise.resolve();
      now -= 1;
      return answer(ref);
    },
    onRead: (ref) => read.push(ref),
    log,
  });
  return { cache, asked, read, most: () => most };
}

const changes = (ref: TaskRef, commit: string): TaskChanges => ({
  epic_id: ref.epicId,
  task_id: ref.taskId,
  base: "base",
  commit,
  files: [],
});

describe("the files of a commit", () => {
  it("are read when they are first asked for, and told", async () => {
    const { cache, asked, read } = reader((ref) => changes(ref, "c1"));
    expect(cache.of(task("a"), "c1")).toBeNull();
    expect(cache.of(task("a"), "c1")).toBeNull();
    await vi.waitFor(() => expect(read).toEqual([task("a")]));
    expect(cache.of(task("a"), "c1")?.commit).toBe("c1");
    expect(asked).toEqual(["a"]);
  });

  it("are read two tasks at a time", async () => {
    const { cache, read, most } = reader((ref) => changes(ref, "c1"));
    for (const id of ["a", "b", "c", "d", "e"]) cache.of(task(id), "c1");
    await vi.waitFor(() => expect(read).toHaveLength(5));
    expect(most()).toBe(2);
  });

  it("that cannot be read are not asked for again and again", async () => {
    const asked: string[] = [];
    const cache = createChangesCache({
      read: async ({ taskId }) => {
        asked.push(taskId);
        throw new Error("git is gone");
      },
      onRead: () => undefined,
      log,
    });
    cache.of(task("a"), "c1");
    await vi.waitFor(() => expect(asked).toEqual(["a"]));
    cache.of(task("a"), "c1");
    cache.of(task("b"), "c1");
    await vi.waitFor(() => expect(asked).toEqual(["a", "b"]));
  });

  it("of another swarm are forgotten, also those that are being read", async () => {
    const { cache, asked, read } = reader((ref) => changes(ref, "c1"));
    cache.of(task("a"), "c1");
    cache.clear();
    cache.of(task("b"), "c1");
    await vi.waitFor(() => expect(read).toEqual([task("b")]));
    expect(cache.of(task("a"), "c1")).toBeNull();
    expect(asked).toEqual(["a", "b", "a"]);
  });
});
