// Processes of one repository's swarm: when the owner is killed one of the others takes its place, and nobody misses an event.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { openReader } from "../../src/adapters/store/open-reader.ts";
import type { OwnerNews } from "../../src/application/joined-swarm.ts";
import { storeOptions } from "../../src/compose.ts";
import { burst, numbers, quietSwarm, type QuietSwarm } from "../support/quiet-swarm.ts";
import { bundleProgram } from "../support/store-bundle.ts";
import { collect } from "../support/store-contents.ts";

interface Said {
  joined?: "owner" | "client";
  owner?: number;
  heard?: number[];
  news?: OwnerNews;
  marked?: number;
  failed?: string;
}

interface Member {
  child: ChildProcess;
  said: Said[];
  heard(): number[];
  roles(): string[];
  tell(what: object): void;
  kill(signal: NodeJS.Signals): Promise<void>;
}

const patience = { timeout: 60_000, interval: 10 };

describe("processes of one swarm", { timeout: 180_000 }, () => {
  let folder = "";
  let program = "";
  let quiet: QuietSwarm;
  let members: Member[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "swarm-members-"));
    program = await bundleProgram(join(import.meta.dirname, "../support/owner-child.ts"), folder);
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    quiet = await quietSwarm();
    members = [];
  });
  afterEach(async () => {
    for (const member of members) await member.kill("SIGKILL");
    quiet.remove();
  });

  /** `options`: of node. */
  async function member(name: string, options: readonly string[] = []): Promise<Member> {
    const child = spawn(process.execPath, [...options, program, quiet.person.repository, name], {
      env: quiet.person.env,
      stdio: ["pipe", "pipe", "inherit"],
    });
    const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
    const said: Said[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => said.push(JSON.parse(line) as Said));
    const made: Member = {
      child,
      said,
      heard: () => said.flatMap((one) => one.heard ?? []),
      roles: () => said.flatMap((one) => one.joined ?? []),
      tell: (what) => void child.stdin.write(`${JSON.stringify(what)}\n`),
      async kill(signal) {
        child.kill(signal);
        await gone;
      },
    };
    members.push(made);
    await vi.waitFor(() => expect(made.roles()).toHaveLength(1), patience);
    return made;
  }

  const newest = (one: Member): number => one.heard().at(-1) ?? 0;
  const isLost = (one: Member): boolean => one.said.some(({ news }) => news?.kind === "lost");

  it("have one owner; when it is killed, one of the others owns and the other follows, without a gap", async () => {
    const first = await member("first");
    const others = [await member("second"), await member("third")];
    expect([first, ...others].map((one) => one.roles())).toEqual([["owner"], ["client"], ["client"]]);
    expect(others.map((one) => one.said.find(({ joined }) => joined)?.owner)).toEqual([
      first.child.pid,
      first.child.pid,
    ]);

    first.tell({ mark: 5_000 });
    for (const other of others) await vi.waitFor(() => expect(newest(other)).toBeGreaterThan(200), patience);

    await first.kill("SIGKILL");
    for (const other of others) await vi.waitFor(() => expect(other.roles()).toHaveLength(2), patience);

    expect(new Set(others.map((one) => one.roles()[1]))).toEqual(new Set(["client", "owner"]));
    expect(others.map(isLost)).toEqual([true, true]);

    for (const other of others) other.tell({ mark: 20 });
    for (const other of others) await vi.waitFor(() => expect(other.said).toContainEqual({ marked: 20 }), patience);
    const journal = await quiet.join();
    const stored = (await collect(journal.read())).map((event) => event.seq);
    await journal.close();
    expect(stored).toEqual(numbers(1, stored.length));
    for (const other of others) await vi.waitFor(() => expect(other.heard()).toEqual(stored), patience);
    expect(others.flatMap((one) => one.said.flatMap(({ failed }) => failed ?? []))).toEqual([]);
  });

  it("whose owner is stopped say so and write nothing; they go on with it, and without it when it is killed", async () => {
    const first = await member("first");
    const second = await member("second");
    first.tell({ mark: 5 });
    await vi.waitFor(() => expect(newest(second)).toBe(6), patience);
    first.child.kill("SIGSTOP");
    await vi.waitFor(() => expect(second.said).toContainEqual({ news: { kind: "silent" } }), patience);
    second.tell({ mark: 1 });
    await vi.waitFor(() => expect(second.said).toContainEqual({ marked: 1 }), patience);
    expect(second.said.flatMap(({ failed }) => failed ?? [])).toEqual([
      expect.stringMatching(new RegExp(`^OwnerError: Process ${first.child.pid} .* does not answer`)),
    ]);
    // Who comes now waits, and says why.
    const why: string[] = [];
    const giving = quiet.join({ patienceMs: 100, onWaiting: (error) => why.push(error.reason) });
    await expect(giving).rejects.toMatchObject({
      name: "OwnerError",
      reason: "silent",
      details: { pid: first.child.pid },
    });
    first.child.kill("SIGCONT");
    await vi.waitFor(() => expect(second.said).toContainEqual({ news: { kind: "answers" } }), patience);
    second.tell({ mark: 4 });
    await vi.waitFor(() => expect(newest(second)).toBe(10), patience);
    expect(newest(first)).toBe(10);

    first.child.kill("SIGSTOP");
    await vi.waitFor(() => expect(second.said.filter(({ news }) => news?.kind === "silent")).toHaveLength(2), patience);
    await first.kill("SIGKILL");
    await vi.waitFor(() => expect(second.roles()).toEqual(["client", "owner"]), patience);
    second.tell({ mark: 2 });
    await vi.waitFor(() => expect(second.heard()).toEqual(numbers(1, 12)), patience);
  });

  it("whose owner slept while a person gave its place away: it writes nothing more, says so, and follows the next one", async () => {
    // As on a system without the kernel's lock, or from a container that does not see this one: there is the record alone.
    const elsewhere = ["--import", 'data:text/javascript,Object.defineProperty(process,"platform",{value:"darwin"})'];
    const first = await member("first", elsewhere);
    const second = await member("second", elsewhere);
    first.tell({ mark: 5 });
    await vi.waitFor(() => expect(newest(second)).toBe(6), patience);
    first.child.kill("SIGSTOP");
    await vi.waitFor(() => expect(second.said).toContainEqual({ news: { kind: "silent" } }), patience);
    // What it is asked for meanwhile it finds when it wakes, before it had time to look around.
    first.tell({ mark: 1 });
    // What the words of a refusal tell a person to do who is sure that the owner has ended.
    await rm(join(quiet.storeDir, "owner.json"));
    const third = await member("third", elsewhere);
    expect(third.roles()).toEqual(["owner"]);
    third.tell({ mark: 3 });
    await vi.waitFor(() => expect(newest(third)).toBe(9), patience);

    first.child.kill("SIGCONT");
    await vi.waitFor(() => expect(first.roles()).toEqual(["owner", "client"]), patience);
    expect(first.said.flatMap(({ failed }) => failed ?? [])).toEqual([
      expect.stringMatching(new RegExp(`^StoreError: Process ${third.child.pid} .* has taken over`)),
    ]);
    expect(isLost(first)).toBe(true);
    await vi.waitFor(() => expect(second.roles()).toEqual(["client", "client"]), patience);
    for (const one of [first, second]) one.tell({ mark: 2 });
    const members = [first, second, third];
    for (const one of members) await vi.waitFor(() => expect(one.heard()).toEqual(numbers(1, 13)), patience);
    const stored = await openReader({ ...storeOptions, dir: quiet.storeDir });
    expect((await collect(stored.read())).map((event) => event.seq)).toEqual(numbers(1, 13));
    await stored.close();
  });

  it("take over from an owner that leaves, and a stale address leads nobody astray", async () => {
    const first = await member("first");
    const second = await member("second");
    first.tell({ close: true });
    await vi.waitFor(() => expect(second.roles()).toEqual(["client", "owner"]), patience);
    await second.kill("SIGKILL");
    // The address of the killed one is still there.
    const third = await quiet.join();
    expect(third.ownedBy).toBeNull();
    await burst(third, 2);
    const fourth = await quiet.join();
    expect(fourth.ownedBy).toMatchObject({ pid: process.pid });
    expect(await fourth.lastSeq()).toBe(3);
    await fourth.close();
    await third.close();
  });
});
