// A client of the owner hears every event once and in order, whenever it comes and however often its line is cut.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writePrivateFile } from "../../../src/adapters/machine/private-file.ts";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { storeOptions } from "../../../src/compose.ts";
import type { JoinedSwarm, OwnerNews } from "../../../src/application/joined-swarm.ts";
import { burst, hearing, numbers, quietSwarm, type QuietSwarm } from "../../support/quiet-swarm.ts";
import { startProxy, type CuttableProxy } from "../../support/tcp-proxy.ts";

const landing = { strategy: "fast-forward", message: null, despite_checks: false } as const;

describe("a client of the owner", { timeout: 120_000 }, () => {
  let quiet: QuietSwarm;
  let owner: JoinedSwarm;
  let swarms: JoinedSwarm[] = [];
  let proxies: CuttableProxy[] = [];

  beforeEach(async () => {
    quiet = await quietSwarm();
    owner = await quiet.join({ command: "the owner" });
    swarms = [owner];
    proxies = [];
  });
  afterEach(async () => {
    for (const swarm of swarms.toReversed()) await swarm.close();
    for (const proxy of proxies) await proxy.close();
    quiet.remove();
  });

  async function client(): Promise<JoinedSwarm> {
    const joined = await quiet.join({ command: "a client" });
    swarms.push(joined);
    return joined;
  }

  /** A client whose connections can be cut. */
  async function cuttable(): Promise<{ swarm: JoinedSwarm; proxy: CuttableProxy }> {
    const path = join(quiet.stateDir, "client.json");
    const record = JSON.parse(readFileSync(path, "utf8")) as { url: string };
    const proxy = await startProxy(record.url, { named: true });
    proxies.push(proxy);
    writePrivateFile(path, JSON.stringify({ ...record, url: proxy.url }));
    const swarm = await client().finally(() => writePrivateFile(path, JSON.stringify(record)));
    return { swarm, proxy };
  }

  it("names the owner, and sees its root and its epics", async () => {
    const swarm = await client();
    expect([owner.ownedBy, swarm.ownedBy]).toMatchObject([null, { pid: process.pid, command: "the owner" }]);
    expect(swarm.root).toBe(owner.root);
    expect(await swarm.epics()).toEqual(await owner.epics());
    expect(await swarm.lastSeq()).toBe(1);
  });

  it("hears what two others and the owner do as they hear it", async () => {
    const [one, two] = [await client(), await client()];
    const all = [owner, one, two].map((swarm) => hearing(swarm));
    await Promise.all([burst(owner, 50, 0), burst(one, 50, 100), burst(two, 50, 200)]);
    for (const heard of all) await vi.waitFor(() => expect(heard.seqs).toEqual(numbers(2, 151)), { timeout: 20_000 });
    expect(all[1]?.events).toEqual(all[0]?.events);
    expect(all[2]?.events).toEqual(all[0]?.events);
    expect(await one.epic(quiet.epicId)).toEqual(await owner.epic(quiet.epicId));
  });

  it("that comes in the middle of a burst has no gap between what it reads and what it hears", async () => {
    const storing = burst(owner, 5_000);
    const late = await Promise.all([client(), client()]);
    const heard = late.map((swarm) => hearing(swarm));
    const read = await Promise.all(
      late.map(async (swarm) => {
        const seqs: number[] = [];
        for await (const event of swarm.read()) seqs.push(event.seq);
        return seqs;
      }),
    );
    await storing;
    for (const [at, { seqs }] of heard.entries()) {
      await vi.waitFor(() => expect(seqs.at(-1)).toBe(5_001), { timeout: 60_000 });
      expect(seqs[0]).toBeGreaterThan(2);
      expect(seqs).toEqual(numbers(seqs[0] ?? 0, 5_001));
      const known = read[at] ?? [];
      expect(known).toEqual(numbers(1, known.length));
      expect(seqs[0]).toBeLessThanOrEqual(known.length + 1);
    }
  });

  it("whose line is cut again and again misses nothing and hears nothing twice", async () => {
    const { swarm, proxy } = await cuttable();
    const news: OwnerNews[] = [];
    swarm.watchOwner((said) => news.push(said));
    const { seqs } = hearing(swarm);
    const storing = burst(owner, 2_000);
    for (let cuts = 0; cuts < 8; cuts += 1) {
      const seen = seqs.length;
      await vi.waitFor(() => expect(seqs.length).toBeGreaterThan(seen), { timeout: 20_000, interval: 5 });
      proxy.cut();
    }
    proxy.block();
    await storing;
    proxy.unblock();
    await vi.waitFor(() => expect(seqs.at(-1)).toBe(2_001), { timeout: 20_000 });
    expect(seqs).toEqual(numbers(2, 2_001));
    expect(proxy.connections()).toBeGreaterThan(2);
    expect(news.filter(({ kind }) => kind === "lost")).toEqual([]);
  });

  it("says that the owner is silent while no word of it arrives, and asks nothing of it meanwhile", async () => {
    const { swarm, proxy } = await cuttable();
    const news: string[] = [];
    swarm.watchOwner(({ kind }) => news.push(kind));
    proxy.block();
    await vi.waitFor(() => expect(news).toEqual(["silent"]), { timeout: 20_000 });
    await expect(swarm.stop(quiet.epicId, [])).rejects.toMatchObject({
      name: "OwnerError",
      reason: "silent",
      details: { pid: process.pid },
    });
    proxy.unblock();
    await vi.waitFor(() => expect(news).toEqual(["silent", "answers"]), { timeout: 20_000 });
    expect(await swarm.markReviewed(quiet.epicId, "a", "x.ts", "x")).toMatchObject({ ok: true });
  });

  it("is told that the owner has let the swarm go, with the last event that it heard", async () => {
    const swarm = await client();
    const { seqs } = hearing(swarm);
    await burst(owner, 3);
    await vi.waitFor(() => expect(seqs).toHaveLength(3));
    const lost = new Promise<OwnerNews>((resolve) => void swarm.watchOwner(resolve));
    await owner.close();
    expect(await lost).toEqual({ kind: "lost", lastSeq: 4 });
    // Who asks later is told as well.
    expect(await new Promise<OwnerNews>((resolve) => void swarm.watchOwner(resolve))).toEqual({
      kind: "lost",
      lastSeq: 4,
    });
    await expect(swarm.undo(quiet.epicId)).rejects.toMatchObject({ name: "OwnerError", reason: "lost" });
  });

  it("cannot reach an owner that is elsewhere, and says what to do about its lock", async () => {
    const path = join(quiet.storeDir, "owner.json");
    await owner.close();
    const mute = await openStore({ ...storeOptions, dir: quiet.storeDir, owner: { command: "far away" } });
    const record = JSON.parse(readFileSync(path, "utf8")) as object;
    writePrivateFile(path, JSON.stringify({ ...record, pids: "elsewhere" }));
    await expect(quiet.join({ patienceMs: 1 })).rejects.toMatchObject({
      name: "OwnerError",
      reason: "unreachable",
      message: expect.stringMatching(/cannot be seen from here\. If it has ended, remove owner\.json/) as string,
    });
    await mute.close();
  });

  it("gets refusals as values, and breakdowns as errors of the same class", async () => {
    const swarm = await client();
    const { signal } = new AbortController();
    for (const asked of [
      (on: JoinedSwarm) => on.undo(quiet.epicId),
      (on: JoinedSwarm) => on.resume("nothing", {}),
      (on: JoinedSwarm) => on.land(quiet.epicId, { ...landing, signal }),
      (on: JoinedSwarm) => on.approve(quiet.epicId, ["a"]),
      (on: JoinedSwarm) => on.reply(quiet.epicId, "a", "que_1", [["x"]]),
    ]) {
      const refused = await asked(owner);
      expect(refused.ok).toBe(false);
      expect(await asked(swarm)).toEqual(refused);
    }
    const report = { path: quiet.person.repository, epic_id: quiet.epicId, task_id: "a", bytes: 1, keep: null };
    const broken = await owner.removeWorktree(report).catch((error: unknown) => error);
    expect(broken).toMatchObject({ name: "GitError", reason: "not-ours" });
    const carried = await swarm.removeWorktree(report).catch((error: unknown) => error);
    expect(carried).toEqual(broken);
    expect((carried as object).constructor).toBe((broken as object).constructor);
    expect((carried as { details: object }).details).toEqual((broken as { details: object }).details);
  });

  it("reads contents byte for byte, and what workers would not see", async () => {
    const swarm = await client();
    const bytes = Buffer.from([0, 255, 10, 13, 128, 0xc3]);
    quiet.person.write("raw.bin", "");
    const { writeFileSync } = await import("node:fs");
    writeFileSync(join(quiet.person.repository, "raw.bin"), bytes);
    const id = quiet.person.git("hash-object", "-w", "raw.bin").trim();
    expect(Buffer.from((await swarm.blob(id)) ?? [])).toEqual(bytes);
    expect(await swarm.blob("0".repeat(40))).toBeNull();
    const words = ["one\ntwo\n", "one\n2\nthree\n"].map((text) => {
      quiet.person.write("words.txt", text);
      return quiet.person.git("hash-object", "-w", "words.txt").trim();
    });
    expect(await swarm.lineEdits(words[0] ?? "", words[1] ?? "")).toEqual([
      { old: { start: 2, count: 1 }, new: { start: 2, count: 2 } },
    ]);
    expect(await swarm.lineEdits(words[0] ?? "", id)).toBeNull();
    expect(await swarm.uncommitted()).toEqual(["raw.bin", "words.txt"]);
    expect(await swarm.changes(quiet.epicId, "a")).toBeNull();
    expect(await swarm.worktree(quiet.epicId, "a")).toBeNull();
    expect(await swarm.worktrees()).toEqual([]);
  });
});
