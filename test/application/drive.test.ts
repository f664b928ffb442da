// What the drive has under way at one time, over a real store. Its effects are sockets, filled here with ones that wait.
import { setTimeout } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { systemClock, systemIds } from "../../src/adapters/machine/ambient.ts";
import { drive } from "../../src/application/drive.ts";
import { openDoor } from "../../src/application/execute.ts";
import type { Reactors } from "../../src/application/reactors/reactors.ts";
import { landingQueue } from "../../src/domain/landing-queue.ts";
import { about, epicId, epicOf, history, type TaskSaid } from "../support/epic-history.ts";
import { epicWith, samples, steps, toReady } from "../domain/task-routes.ts";
import { temporaryFolder, testStore } from "../support/store-folder.ts";

it("computes one landing on the integration branch at a time, also when an earlier task is approved meanwhile", async () => {
  const store = await testStore(await temporaryFolder());
  const door = openDoor({ store, clock: systemClock, ids: systemIds(systemClock), projectId: "p" });
  const past = history(epicWith([{ id: "a" }, { id: "b" }]), ...steps("a", ...toReady), ...steps("b", ...toReady));
  await store.append(epicId, 0, past);
  expect((await door.epic(epicId))?.version).toBe(epicOf(past).version);
  const say = async (taskId: string, said: TaskSaid) =>
    expect(await door.execute({ ...about(taskId, said), epic_id: epicId }, "user")).toMatchObject({ ok: true });

  const begun: string[] = [];
  const finish = new Map<string, () => void>();
  const reactors: Reactors = {
    createIntegration: async () => undefined,
    landEpic: async () => undefined,
    removeWorktree: async () => undefined,
    async landTasks(epic) {
      const taskId = landingQueue(epic)[0]?.id ?? "";
      begun.push(taskId);
      await new Promise<void>((resolve) => finish.set(taskId, resolve));
      await say(taskId, samples.BeginTaskLanding);
      await say(taskId, samples.RecordTaskLanded);
    },
  };
  const strategy = {
    kind: "none",
    start: () => ({ ended: Promise.resolve(), cancel: async () => undefined, leave: async () => undefined }),
  };
  await say("b", samples.ApproveTask);
  const driven = drive(epicId, { door, strategy, reactors, signal: new AbortController().signal });
  await vi.waitFor(() => expect(begun).toEqual(["b"]));
  await say("a", samples.ApproveTask);
  // The drive has heard of it, and had the time to begin something.
  await setTimeout(50);
  expect(begun).toEqual(["b"]);
  finish.get("b")?.();
  await vi.waitFor(() => expect(begun.length).toBe(2));
  expect(finish.has("a")).toBe(true);
  finish.get("a")?.();
  await driven;
  const landed = [...((await door.epic(epicId))?.tasks.values() ?? [])].map((task) => task.status);
  expect([begun, landed]).toEqual([
    ["b", "a"],
    ["landed", "landed"],
  ]);
});
