// One living owner at a time, for both kinds of lock and for the store as a whole.
import { link, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { readOwner } from "../../../src/adapters/store/owner-lock.ts";
import { type Held, takeRecordLock } from "../../../src/adapters/store/record-lock.ts";
import { hasAbstractSockets, takeSocketLock } from "../../../src/adapters/store/socket-lock.ts";
import { bundleProgram } from "../../support/store-bundle.ts";
import { storeOptions } from "../../support/store-contents.ts";
import { failure, temporaryFolder, testStore } from "../../support/store-folder.ts";
import { type LineChild, startProgram } from "../../support/store-lines.ts";

let program = "";
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "swarm-lock-"));
  program = await bundleProgram(join(import.meta.dirname, "../../support/store-lock-child.ts"), folder);
  return () => rm(folder, { recursive: true });
});

const since = "2026-01-01T00:00:00.000Z";

async function takeRecord(dir: string): Promise<Held | null> {
  const taken = await takeRecordLock(dir, "test", since);
  return "release" in taken ? taken : null;
}

function racer(variant: string, dir: string): LineChild {
  const child = startProgram(program, [variant, dir]);
  onTestFinished(() => child.kill());
  return child;
}

const variants = [
  { variant: "record", take: takeRecord, here: true },
  { variant: "socket", take: takeSocketLock, here: hasAbstractSockets },
];

describe.each(variants)("a lock by $variant", ({ variant, take, here }) => {
  test.skipIf(!here)("is had by one, and by the next when it was given back", async () => {
    const dir = await temporaryFolder();
    const first = await take(dir);
    expect(first).not.toBeNull();
    expect(await take(dir)).toBeNull();
    await first!.release();
    const second = await take(dir);
    expect(second).not.toBeNull();
    await second!.release();
  });

  test.skipIf(!here)("of one folder says nothing of another", async () => {
    const first = await take(await temporaryFolder());
    const second = await take(await temporaryFolder());
    expect([first === null, second === null]).toEqual([false, false]);
    await first!.release();
    await second!.release();
  });

  test.skipIf(!here)("outlives neither its process nor a process that is only stopped", async () => {
    const dir = await temporaryFolder();
    const other = racer(variant, dir);
    other.say("take");
    expect(await other.hear()).toBe("owner");
    process.kill(other.pid, "SIGSTOP");
    expect(await take(dir)).toBeNull();
    await other.kill();
    const mine = await take(dir);
    expect(mine).not.toBeNull();
    await mine!.release();
  });

  test.skipIf(!here)("has one winner when six race for what a dead owner left", async () => {
    const dir = await temporaryFolder();
    const racers = Array.from({ length: 6 }, () => racer(variant, dir));
    for (let round = 0; round < 15; round += 1) {
      const dead = racer(variant, dir);
      dead.say("take");
      expect(await dead.hear()).toBe("owner");
      await dead.kill();
      for (const one of racers) one.say("take");
      const said = await Promise.all(racers.map((one) => one.hear()));
      expect(said.filter((word) => word === "owner")).toHaveLength(1);
      for (const one of racers) one.say("release");
      await Promise.all(racers.map((one) => one.hear()));
    }
  });
});

describe("a record", () => {
  test("of a dead owner can be taken over although its first claimant died in the middle", async () => {
    const dir = await temporaryFolder();
    const ghost = { pid: 2 ** 22 + 1, started: "1", host: "x", nonce: "dead", command: "x", since };
    const mine = await takeRecordLock(dir, "test", since);
    const own = JSON.parse(await readFile(join(dir, "owner.json"), "utf8")) as object;
    await (mine as Held).release();
    await writeFile(join(dir, "owner.json"), JSON.stringify({ ...own, ...ghost }));
    await writeFile(join(dir, "second"), JSON.stringify({ ...own, ...ghost, nonce: "claimant" }));
    await link(join(dir, "second"), join(dir, `owner-claim-${ghost.pid}-1-dead`));
    await rm(join(dir, "second"));
    const taken = await takeRecord(dir);
    expect(taken).not.toBeNull();
    expect(await readdir(dir)).toEqual(["owner.json"]);
    await taken!.release();
    expect(await readdir(dir)).toEqual([]);
  });

  test("that a power cut left half written is taken over", async () => {
    const dir = await temporaryFolder();
    await writeFile(join(dir, "owner.json"), '{"pid": 12');
    const taken = await takeRecord(dir);
    expect(taken).not.toBeNull();
    await taken!.release();
  });

  test("of this pid with another start time, or of an earlier boot, is dead; of another container it is not known", async () => {
    const dir = await temporaryFolder();
    const path = join(dir, "owner.json");
    const mine = await takeRecordLock(dir, "test", since);
    const own = JSON.parse(await readFile(path, "utf8")) as { pids: string | null; boot: string | null };
    await (mine as Held).release();
    if (own.boot !== null) {
      for (const change of [{ started: "1" }, { boot: "another" }]) {
        await writeFile(path, JSON.stringify({ ...own, ...change, nonce: "n" }));
        expect(await readOwner(dir)).toBeNull();
        await (await takeRecord(dir))!.release();
      }
    }
    await writeFile(path, JSON.stringify({ ...own, pids: "elsewhere", nonce: "n" }));
    expect((await failure(openStore(storeOptions(dir)))).message).toMatch(/cannot be seen from here.*owner\.json/);
  });
});

describe("a store", () => {
  test("names its owner, and refuses a second one in words", async () => {
    const dir = await temporaryFolder();
    expect(await readOwner(dir)).toBeNull();
    const store = await testStore(dir, {
      owner: { command: "swarm run plan.json" },
      clock: { now: () => Date.parse(since) },
    });
    const owner = { pid: process.pid, command: "swarm run plan.json", since };
    expect(await readOwner(dir)).toEqual(owner);
    const error = await failure(openStore(storeOptions(dir)));
    expect(error.reason).toBe("owned");
    expect(error.details).toEqual(owner);
    expect(error.message).toContain(`process ${process.pid} (swarm run plan.json)`);
    await store.close();
    expect(await readOwner(dir)).toBeNull();
    await (await openStore(storeOptions(dir))).close();
  });

  test("that was away when it was given up is had again when it is back", async () => {
    const dir = await temporaryFolder();
    const store = await openStore(storeOptions(join(dir, "store")));
    await rename(join(dir, "store"), join(dir, "away"));
    expect((await failure(store.close())).reason).toBe("write-failed");
    await rename(join(dir, "away"), join(dir, "store"));
    expect(await readOwner(join(dir, "store"))).toBeNull();
    const again = await openStore(storeOptions(join(dir, "store")));
    expect(await readOwner(join(dir, "store"))).toMatchObject({ pid: process.pid });
    expect((await failure(openStore(storeOptions(join(dir, "store"))))).reason).toBe("owned");
    await again.close();
  });

  test("is one store, by whatever path it is reached", async () => {
    const dir = await temporaryFolder();
    await testStore(join(dir, "store"));
    await symlink(join(dir, "store"), join(dir, "other"));
    expect((await failure(openStore(storeOptions(join(dir, "other"))))).reason).toBe("owned");
  });
});
