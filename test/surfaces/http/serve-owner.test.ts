// The owner's door: only a program with the token gets in, and only from this machine; what it holds is never written elsewhere.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startGateway, type Gateway } from "../../../src/adapters/opencode/gateway.ts";
import type { JoinedSwarm } from "../../../src/application/joined-swarm.ts";
import { ownerVerbs } from "../../../src/owner-protocol.ts";
import { burst, hearing, numbers, quickPace, quietSwarm, type QuietSwarm } from "../../support/quiet-swarm.ts";

interface Asked {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Milliseconds that a client may leave unread what was written for it. */
const patienceMs = 300;

const verbs = Object.keys(ownerVerbs);
const routes = [
  ...verbs.map((verb) => ({ method: "POST", path: `/owner/${verb}` })),
  { method: "GET", path: "/owner/events" },
];

describe("the owner's door", () => {
  let quiet: QuietSwarm;
  let owner: JoinedSwarm;
  let gateway: Gateway;
  let record: { url: string; token: string; pid: number };
  let workersToken = "";

  beforeAll(async () => {
    quiet = await quietSwarm();
    owner = await quiet.join({ pace: { ...quickPace, patienceMs } });
    record = JSON.parse(readFileSync(join(quiet.stateDir, "client.json"), "utf8")) as typeof record;
    const workers = join(quiet.stateDir, "workers.json");
    gateway = await startGateway(workers, () => Promise.resolve({ accepted: "yes" }));
    workersToken = (JSON.parse(readFileSync(workers, "utf8")) as { token: string }).token;
  });
  afterAll(async () => {
    await owner.close();
    await gateway.close();
    quiet.remove();
  });

  /** Status and body of a raw request, with headers that fetch does not let through; 0: hung up without an answer. */
  function ask({
    method = "POST",
    path,
    headers = {},
    body = "{}",
  }: Asked): Promise<{ status: number; text: string; headers: object }> {
    const all = { authorization: `Bearer ${record.token}`, "content-type": "application/json", ...headers };
    return new Promise((resolve) => {
      const request = httpRequest(`${record.url}${path}`, { method, headers: all, agent: false }, (response) => {
        let text = "";
        const end = (): void => resolve({ status: response.statusCode ?? 0, text, headers: response.headers });
        response.on("data", (part: Buffer) => {
          text += part.toString();
          // The stream has no end of its own.
          if (text.startsWith('{"kind":"hello"')) end();
          if (text.startsWith('{"kind":"hello"')) response.destroy();
        });
        response.on("end", end);
        response.on("error", end);
      });
      request.on("error", () => resolve({ status: 0, text: "", headers: {} }));
      if (method === "POST" || method === "PUT") request.write(body);
      request.end();
    });
  }

  const events = async (): Promise<number> => owner.lastSeq();

  const strangers: [name: string, headers: () => Record<string, string>, status: number][] = [
    ["without a token", () => ({ authorization: "" }), 401],
    ["with a wrong token", () => ({ authorization: `Bearer ${"0".repeat(64)}` }), 401],
    ["with a token that begins right", () => ({ authorization: `Bearer ${record.token.slice(0, -1)}` }), 401],
    ["with the token and no scheme", () => ({ authorization: record.token }), 401],
    ["with the token of the workers", () => ({ authorization: `Bearer ${workersToken}` }), 401],
    ["under a forged name", () => ({ host: "swarm.example" }), 403],
    ["under another name of this machine", () => ({ host: record.url.replace("http://127.0.0.1", "localhost") }), 403],
    ["from a page", () => ({ origin: "http://localhost:3000" }), 403],
    ["from a page without a place", () => ({ origin: "null" }), 403],
    ["from a page of its own address", () => ({ origin: record.url }), 403],
  ];

  it.each(strangers)("lets nobody in %s", async (_name, headers, status) => {
    for (const route of [...routes, { method: "GET", path: "/" }, { method: "POST", path: "/owner/nothing" }]) {
      const answer = await ask({ ...route, headers: headers() });
      expect({ ...route, status: answer.status }).toEqual({ ...route, status });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  it("refuses other methods, and routes that are none", async () => {
    for (const { method, path } of routes) {
      for (const other of ["GET", "POST", "PUT", "DELETE", "OPTIONS"].filter((one) => one !== method))
        expect({ path, other, status: (await ask({ path, method: other })).status }).toEqual({
          path,
          other,
          status: 405,
        });
    }
    for (const path of ["/", "/owner", "/owner/nothing", "/worker/progress", "/owner/start/x"])
      expect((await ask({ path })).status).toBe(404);
  });

  it("refuses what is no JSON, not what a verb takes, or too long, and says where and what to do", async () => {
    const before = await events();
    for (const verb of verbs) {
      const path = `/owner/${verb}`;
      for (const body of ["not json", "", "[]", "null", '"x"', '{"more":1}', '{"__proto__":{"epicId":"x"}}']) {
        const answer = await ask({ path, body });
        expect({ verb, body, status: answer.status }).toEqual({ verb, body, status: 400 });
        expect(JSON.parse(answer.text)).toMatchObject({ problem: { message: /./, remedy: /./ } });
      }
      const long = await ask({ path, body: JSON.stringify({ epicId: "x".repeat(9 * 1024 * 1024) }) });
      expect([413, 0]).toContain(long.status);
    }
    const wrong = await ask({ path: "/owner/approve", body: JSON.stringify({ epicId: quiet.epicId, taskIds: "a" }) });
    expect(JSON.parse(wrong.text)).toMatchObject({
      problem: { message: expect.stringContaining("taskIds") as string },
    });
    expect((await ask({ path: "/owner/events?after=minus", method: "GET" })).status).toBe(400);
    expect(await events()).toBe(before);
  });

  it("lets who holds the token in", async () => {
    const stopped = await ask({ path: "/owner/stop", body: JSON.stringify({ epicId: "nothing", taskIds: [] }) });
    expect([stopped.status, JSON.parse(stopped.text)]).toMatchObject([200, { answer: { ok: false } }]);
    const stream = await ask({ path: "/owner/events?after=0", method: "GET" });
    expect([stream.status, stream.text]).toMatchObject([200, expect.stringContaining('"kind":"hello"') as string]);
  });

  it("tells each event after the one that was named, once, also while more are stored", async () => {
    const first = await owner.lastSeq();
    const storing = burst(owner, 400, 1_000);
    await vi.waitFor(async () => expect(await owner.lastSeq()).toBeGreaterThan(first + 50), { timeout: 20_000 });
    const last = first + 400;
    const told = await new Promise<number[]>((resolve) => {
      const headers = { authorization: `Bearer ${record.token}` };
      const request = httpRequest(
        `${record.url}/owner/events?after=${first}`,
        { headers, agent: false },
        (response) => {
          const seqs: number[] = [];
          createInterface({ input: response }).on("line", (text) => {
            const line = JSON.parse(text) as { kind: string; events?: { seq: number }[] };
            seqs.push(...(line.events ?? []).map((event) => event.seq));
            if (!seqs.includes(last)) return;
            response.destroy();
            resolve(seqs);
          });
        },
      );
      request.on("error", () => undefined);
      request.end();
    });
    await storing;
    expect(told).toEqual(numbers(first + 1, last));
  });

  it("drops a client that does not read, and keeps nothing for it, while others hear everything", async () => {
    const { url, token } = record;
    const headers = { authorization: `Bearer ${token}` };
    const stuck = await new Promise<IncomingMessage>((resolve) => {
      const request = httpRequest(`${url}/owner/events?after=0`, { headers, agent: false }, resolve);
      request.on("error", () => undefined);
      request.end();
    });
    const dropped = new Promise<void>((resolve) => stuck.once("close", resolve));
    stuck.once("error", () => undefined);
    stuck.pause();
    const reader = await quiet.join();
    const { seqs } = hearing(reader);
    // More than the kernel holds between two processes.
    const long = "x".repeat(100_000);
    for (let at = 0; at < 150; at += 1) await owner.markReviewed(quiet.epicId, "b", `${long}${at}`, "blob");
    const last = await owner.lastSeq();
    await vi.waitFor(() => expect(seqs.at(-1)).toBe(last), { timeout: 30_000 });
    expect(seqs).toEqual(numbers(last - 149, last));
    // Who does not read sees only by writing that the other side has gone.
    const knocking = setInterval(() => stuck.socket.write("\n"), 50);
    await dropped.finally(() => clearInterval(knocking));
    expect(stuck.complete).toBe(false);
    await reader.close();
  });

  it("keeps its token in one private file, which goes with it", async () => {
    await burst(owner, 3);
    const path = join(quiet.stateDir, "client.json");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(record.pid).toBe(process.pid);
    await owner.close();
    expect(existsSync(path)).toBe(false);
    const holders = readdirSync(quiet.stateDir, { recursive: true, encoding: "utf8" })
      .map((name) => join(quiet.stateDir, name))
      .filter((file) => statSync(file).isFile() && readFileSync(file).includes(record.token));
    expect(holders).toEqual([]);
    expect(quiet.said.filter((line) => line.includes(record.token))).toEqual([]);
    expect((await ask({ path: "/owner/stop" })).status).toBe(0);

    owner = await quiet.join();
    const next = JSON.parse(readFileSync(path, "utf8")) as typeof record;
    expect(next.token).not.toBe(record.token);
    record = next;
  });
});
