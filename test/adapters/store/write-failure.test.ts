// A disk that is full or fails: whoever waits is told, nothing more is accepted, and all that was acknowledged reads back.
import { execFileSync } from "node:child_process";
import { chmod, mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import type { RecordedEvent } from "../../../src/domain/events.ts";
import { progress } from "../../support/store-events.ts";
import { faultyFiles } from "../../support/store-faults.ts";
import { eventRows, journalEvents, storeOptions } from "../../support/store-contents.ts";
import { failure, temporaryFolder, testStore } from "../../support/store-folder.ts";

const sizes = { segmentBytes: 6_000, growthBytes: 1_024 };

/** Appends until the store fails; returns what was acknowledged and why it ended. */
async function fillUp(store: Awaited<ReturnType<typeof openStore>>, text: string) {
  const acknowledged: RecordedEvent[] = [];
  for (;;) {
    try {
      acknowledged.push(...(await store.append("one", "any", [progress("one", 1, text)])));
    } catch (error) {
      return { acknowledged, error: await failure(Promise.reject(error as Error)) };
    }
  }
}

describe("a full disk", () => {
  test("at any byte is told as such, and the next owner reads all that was acknowledged and nothing else", async () => {
    for (let room = 1_024; room < 9_000; room += 61) {
      const dir = await temporaryFolder();
      const files = faultyFiles();
      files.fillAfter(room);
      const store = await openStore(storeOptions(dir, { sizes, files }));
      const { acknowledged, error } = await fillUp(store, "x".repeat(room % 300));
      expect(error.reason).toBe("disk-full");
      expect((await failure(store.append("two", "any", [progress("two", 1)]))).reason).toBe("disk-full");
      expect(await eventRows(store)).toEqual(acknowledged);
      await store.close();
      const next = await openStore(storeOptions(dir, { sizes }));
      expect(await eventRows(next)).toEqual(acknowledged);
      expect(await journalEvents(dir)).toEqual(acknowledged);
      await next.close();
    }
  });

  test("tells everyone who waits", async () => {
    const files = faultyFiles();
    const store = await testStore(await temporaryFolder(), { sizes, files });
    files.fillAfter(100);
    const waiting = Array.from({ length: 20 }, (_, index) =>
      failure(store.append(`e${index}`, 0, [progress(`e${index}`, 1)])),
    );
    expect(new Set((await Promise.all(waiting)).map(({ reason }) => reason))).toEqual(new Set(["disk-full"]));
  });

  test("while a store is opened is told, and gives the ownership up again", async () => {
    const dir = await temporaryFolder();
    const files = faultyFiles();
    files.fillAfter(500);
    expect((await failure(openStore(storeOptions(dir, { sizes, files })))).reason).toBe("disk-full");
    const next = await testStore(dir, { sizes });
    expect((await next.append("one", 0, [progress("one", 1)]))[0]?.seq).toBe(1);
  });

  test("is what a real full file system is called", async (context) => {
    const mount = await temporaryFolder();
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=600k", "tmpfs", mount], { stdio: "pipe" });
    } catch {
      return context.skip("this process may not mount a small file system");
    }
    onTestFinished(() => void execFileSync("umount", ["-l", mount]));
    const dir = join(mount, "store");
    const store = await openStore(
      storeOptions(dir, { sizes: { segmentBytes: 200_000, growthBytes: 30_000 }, snapshots: { every: 1e9 } }),
    );
    const { acknowledged, error } = await fillUp(store, "x".repeat(3_000));
    expect(error.reason).toBe("disk-full");
    expect(acknowledged.length).toBeGreaterThan(100);
    await store.close();
    execFileSync("mount", ["-o", "remount,size=20m", mount]);
    const next = await openStore(storeOptions(dir));
    expect(await eventRows(next)).toEqual(acknowledged);
    await next.close();
  });
});

describe("a disk that fails", () => {
  test("in a sync ends the store for ever, even if it would work again", async () => {
    const dir = await temporaryFolder();
    const files = faultyFiles();
    const store = await openStore(storeOptions(dir, { files }));
    const acknowledged = await store.append("one", 0, [progress("one", 1)]);
    files.failFrom("sync", 0, "EIO");
    const error = await failure(store.append("one", 1, [progress("one", 2)]));
    expect(error.reason).toBe("write-failed");
    expect(error.cause).toMatchObject({ code: "EIO" });
    files.heal();
    expect((await failure(store.append("one", "any", [progress("one", 3)]))).reason).toBe("write-failed");
    expect(await eventRows(store)).toEqual(acknowledged);
    await store.close();
    expect(await journalEvents(dir)).toEqual(acknowledged);
    const next = await testStore(dir);
    expect((await next.append("one", 1, [progress("one", 4)]))[0]?.seq).toBe(2);
  });

  test.each(["create", "write", "directory"] as const)(
    "in %s while a segment is started is told",
    async (operation) => {
      const dir = await temporaryFolder();
      const files = faultyFiles();
      const store = await openStore(storeOptions(dir, { files, sizes, snapshots: { every: 1e9, idleMs: 1e6 } }));
      const acknowledged: RecordedEvent[] = [];
      for (let index = 0; index < 8; index += 1)
        acknowledged.push(...(await store.append("one", "any", [progress("one", index)])));
      files.failFrom(operation, 0, "EIO");
      const { acknowledged: more, error } = await fillUp(store, "x");
      expect(error.reason).toBe("write-failed");
      await store.close();
      expect(await journalEvents(dir)).toEqual([...acknowledged, ...more]);
    },
  );

  test("and one that takes only part of each write loses nothing", async () => {
    const dir = await temporaryFolder();
    const files = faultyFiles();
    files.writeAtMost(50);
    const store = await testStore(dir, { files, sizes });
    const stored: RecordedEvent[] = [];
    for (let index = 0; index < 30; index += 1)
      stored.push(...(await store.append("one", "any", [progress("one", index)])));
    await store.close();
    expect(await journalEvents(dir)).toEqual(stored);
  });
});

describe("a folder", () => {
  test("that cannot be made is refused in words", async () => {
    const dir = await temporaryFolder();
    await writeFile(join(dir, "file"), "");
    expect((await failure(openStore(storeOptions(join(dir, "file", "store"))))).reason).toBe("write-failed");
  });

  test("that may not be written is refused in words", async (context) => {
    if (process.getuid?.() === 0) return context.skip("root may write everywhere");
    const dir = await temporaryFolder();
    await mkdir(join(dir, "store"));
    await chmod(dir, 0o500);
    expect((await failure(openStore(storeOptions(join(dir, "other"))))).reason).toBe("write-failed");
  });

  test("and its files are for the person alone", async () => {
    const dir = join(await temporaryFolder(), "store");
    const store = await testStore(dir);
    await store.append("one", 0, [progress("one", 1)]);
    const mode = async (path: string) => (await stat(path)).mode & 0o777;
    expect(await mode(join(dir, "owner.json"))).toBe(0o600);
    await store.close();
    expect([await mode(dir), await mode(join(dir, "swarm.db")), await mode(join(dir, "seg-00000001.log"))]).toEqual([
      0o700, 0o600, 0o600,
    ]);
    await rm(dir, { recursive: true });
  });
});
