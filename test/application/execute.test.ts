// The one door, over a real store: what is read while a command is carried out, and who is told of what.
import { expect, it } from "vitest";
import { systemClock, systemIds } from "../../src/adapters/machine/ambient.ts";
import { openDoor, type Door } from "../../src/application/execute.ts";
import type { EventStore } from "../../src/application/ports/event-store.ts";
import type { Command } from "../../src/domain/commands.ts";
import { createEpic, epicId, planOfTasks } from "../support/epic-history.ts";
import { samples } from "../domain/task-routes.ts";
import { temporaryFolder, testStore } from "../support/store-folder.ts";

const doorOn = (store: EventStore): Door =>
  openDoor({ store, clock: systemClock, ids: systemIds(systemClock), projectId: "p" });

const create: Command = { ...createEpic(planOfTasks([{ id: "t" }])), epic_id: epicId };
const mark = (path: string): Command => ({
  type: "MarkReviewed",
  epic_id: epicId,
  task_id: "t",
  attempt: null,
  path,
  blob: "b10b",
});

it("reads an epic once for all who ask, so that a slow reading cannot forget what was stored meanwhile", async () => {
  const store = await testStore(await temporaryFolder());
  await doorOn(store).execute(create, "user");
  let reads = 0;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const slow: EventStore = {
    append: (...batch) => store.append(...batch),
    version: (stream) => store.version(stream),
    subscribe: (listener) => store.subscribe(listener),
    lastSeq: () => store.lastSeq(),
    query: (...question) => store.query(...question),
    close: () => store.close(),
    takenBy: () => store.takenBy(),
    async *read(filter) {
      reads += 1;
      if (reads === 1) await held;
      yield* store.read(filter);
    },
  };
  const door = doorOn(slow);
  const seen = door.epic(epicId);
  const marked = door.execute(mark("a.ts"), "user");
  release();
  expect(await marked).toMatchObject({ ok: true });
  expect((await seen)?.version).toBe(1);
  expect(reads).toBe(1);
  expect((await door.epic(epicId))?.version).toBe(2);
  expect(await door.execute(mark("b.ts"), "user")).toMatchObject({ ok: true, epic: { version: 3 } });
});

it("gives each act an id of its own, and what follows by itself the id of the act that it follows", async () => {
  const store = await testStore(await temporaryFolder());
  const door = doorOn(store);
  const ids = new Map<string, string | null>();
  door.subscribe((events) =>
    events.forEach((event) => ids.set(`${event.task_id} ${event.type}`, event.correlation_id)),
  );
  const about = (task_id: string) => ({ epic_id: epicId, task_id, attempt: null });
  const start = (task: string): Command => ({ type: "StartTask", ...about(task), branch: "b", base: "c" });
  const two: Command = { ...createEpic(planOfTasks([{ id: "t" }, { id: "u" }])), epic_id: epicId };
  const [starting, stopping, ticking] = [door.act(), door.act(), door.act()];
  await starting.execute(two, "user");
  for (const task of ["t", "u"]) await door.execute(start(task), "system");
  await ticking.execute(mark("a.ts"), "user");
  await door.execute({ type: "InterruptTask", ...about("t"), reason: "gone" }, "system");
  await stopping.execute({ type: "StopTask", ...about("u"), reason: "enough" }, "user");
  await door.execute({ ...samples.RecordTurnEnd, ...about("u") }, "system");
  await door.note({ type: "opencode_stopped", data: { reason: "ended" } });
  const [first, tick, stop] = ["null epic_created", "t file_reviewed", "u task_stopped"].map((key) => ids.get(key));
  expect(new Set([first, tick, stop, ids.get("null opencode_stopped")]).size).toBe(4);
  for (const key of ["t task_started", "u task_started", "t task_interrupted"])
    expect([key, ids.get(key)]).toEqual([key, first]);
  expect(ids.get("u turn_ended")).toBe(stop);
  expect([...ids.values()].every((id) => /^req_\w{12}$/.test(id ?? ""))).toBe(true);
});

it("tells its subscribers of every batch with the epic as it is then, and knows no epic that is not there", async () => {
  const door = doorOn(await testStore(await temporaryFolder()));
  const heard: [string[], number | null][] = [];
  const stop = door.subscribe((events, epic) =>
    heard.push([events.map((event) => event.type), epic === null ? null : epic.version]),
  );
  expect(await door.epic(epicId)).toBeNull();
  await door.execute(create, "user");
  await door.note({ type: "opencode_stopped", data: { reason: "ended" } });
  await door.execute(mark("a.ts"), "user");
  await door.execute(mark("a.ts"), "user");
  stop();
  await door.execute(mark("b.ts"), "user");
  expect(heard).toEqual([
    [["epic_created"], 1],
    [["opencode_stopped"], null],
    [["file_reviewed"], 2],
  ]);
});

it("stores what is meant together in one batch, each decided on what came before it, or nothing of it", async () => {
  const store = await testStore(await temporaryFolder());
  const door = doorOn(store);
  await door.execute(create, "user");
  const batches: string[][] = [];
  door.subscribe((events) => batches.push(events.map((event) => event.type)));
  const stop: Command = { type: "StopTask", epic_id: epicId, task_id: "t", attempt: null, reason: "a person" };
  const retry: Command = { ...stop, ...samples.RetryTask };
  const unknown: Command = { ...stop, task_id: "u" };
  expect(await door.executeTogether(epicId, [stop, unknown], "user")).toMatchObject({ ok: false });
  expect(batches).toEqual([]);
  expect((await door.epic(epicId))?.tasks.get("t")?.status).toBe("queued");
  expect(await door.executeTogether(epicId, [stop, retry], "user")).toMatchObject({ ok: true });
  expect(batches).toEqual([["task_stopped", "task_retried"]]);
});
