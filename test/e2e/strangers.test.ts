// Who must not get in, against everything of a running swarm that listens: a page in a browser, another user, a worker with its token.
import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { execa } from "execa";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { JoinedSwarm } from "../../src/application/joined-swarm.ts";
import { joinSwarm } from "../../src/join-swarm.ts";
import { inState, liveFixture, startPlan, until, type LiveFixture } from "../support/live-fixture.ts";
import { joinRequest } from "../support/quiet-swarm.ts";
import { ownRequest, planOf, scripted } from "../support/swarm-fixture.ts";
import { findBrowser } from "../support/vscode/find-browser.ts";
import { keptPids, listenersOf, listeningAddresses, type Listener } from "./strangers/listeners.ts";
import type { KnockOrder, KnockReport } from "./strangers/knock-child.ts";

/** A name that leads to this machine, as a forged answer of a name server would. */
const forged = "swarm.example";
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const refusals = [401, 403];

/** What is secret in an `authorization` header. */
function secretOf(key: string): string {
  const [scheme, value = ""] = key.split(" ");
  return scheme === "Basic" ? Buffer.from(value, "base64").toString().replace("opencode:", "") : value;
}

describe.skipIf(process.platform !== "linux")("strangers (Linux)", { timeout: 240_000 }, () => {
  let fixture: LiveFixture;
  let owner: JoinedSwarm;
  let browser: Browser;
  let folder: string;
  let program: string;
  let stateDir: string;
  let listeners: Listener[];
  let epicId: string;

  const mark = (name: string): string => join(folder, name);
  const secrets = (): string[] => listeners.map(({ key }) => secretOf(key));
  const keysOf = (name: Listener["name"]): string => listeners.find((one) => one.name === name)?.key ?? "";

  beforeAll(async () => {
    fixture = await liveFixture();
    folder = mkdtempSync(join(tmpdir(), "swarm-strangers-"));
    chmodSync(folder, 0o777);
    program = mark("knock.mjs");
    const source = resolve("test/e2e/strangers/knock-child.ts");
    await build({ entryPoints: [source], outfile: program, bundle: true, platform: "node", format: "esm" });
    const asked = ownRequest(fixture);
    owner = await joinSwarm({ ...joinRequest(asked, asked), pace: {} });
    stateDir = fixture.person.stateDir;
    const command =
      `echo > '${mark("runs")}'; while [ ! -e '${mark("order.json")}' ]; do sleep 0.1; done; ` +
      `'${process.execPath}' '${program}' '${mark("order.json")}'; while [ ! -e '${mark("go")}' ]; do sleep 0.1; done`;
    const steps = [{ tool: "bash", args: { command, description: "knocks", timeout: 600_000 } }, { text: "done" }];
    epicId = await startPlan(owner, planOf([scripted("knocks", steps)]));
    await vi.waitUntil(() => existsSync(mark("runs")), { timeout: 60_000 });
    listeners = await listenersOf(stateDir);
    const { executable, args, env } = await findBrowser();
    browser = await chromium.launch({
      executablePath: executable,
      args: [...args, `--host-resolver-rules=MAP ${forged} 127.0.0.1`],
      env: { ...(process.env as Record<string, string>), ...env },
    });
  });
  afterAll(async () => {
    await browser?.close();
    await owner?.close();
    await fixture?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const order = (keys: string[], report: string): KnockOrder => ({
    listeners: listeners.map(({ name, url, routes }) => ({ name, url, routes })),
    keys,
    folder: stateDir,
    pids: [process.pid, ...keptPids(stateDir)],
    report,
  });
  const reportIn = (path: string): KnockReport => JSON.parse(readFileSync(path, "utf8")) as KnockReport;

  /** The same before and after: nothing was stored, and OpenCode has the sessions that it had. */
  async function unchanged(act: () => Promise<void>): Promise<void> {
    const [server] = listeners.filter(({ name }) => name === "opencode");
    const state = async (): Promise<unknown> => {
      const answer = await fetch(`${server?.url}/session`, { headers: { authorization: server?.key ?? "" } });
      return { seq: await owner.lastSeq(), sessions: ((await answer.json()) as unknown[]).length };
    };
    const before = await state();
    await act();
    expect(await state()).toEqual(before);
  }

  it("finds routes to try, and lets in who holds the key of each", async () => {
    expect(listeners.map(({ routes }) => routes.length)).toEqual([expect.any(Number), 2, expect.any(Number)]);
    expect(Math.min(...listeners.map(({ routes }) => routes.length))).toBeGreaterThan(1);
    for (const { url, key, routes } of listeners) {
      const [route = { method: "GET", path: "/" }] = routes;
      const body = route.method === "GET" ? {} : { body: "[]" };
      const answer = await fetch(`${url}${route.path}`, {
        method: route.method,
        headers: { authorization: key },
        ...body,
      });
      expect(refusals).not.toContain(answer.status);
      await answer.body?.cancel();
    }
  });

  it("listens to this machine alone", () => {
    const addresses = [process.pid, ...keptPids(stateDir)].flatMap(listeningAddresses);
    expect(addresses.length).toBeGreaterThanOrEqual(3);
    for (const address of addresses) expect(address).toMatch(/^0100007F:/);
  });

  /** What a script in the page gets from each route: a status that it can read, or "nothing". */
  const fromPage = (page: Page, chosen: readonly Listener[], base: string | null): Promise<string[]> =>
    page.evaluate(
      `(async () => {
        const said = new Set();
        const tries = [{ headers: { "content-type": "application/json" } }, { headers: { "content-type": "text/plain" } },
          { mode: "no-cors", credentials: "include" }];
        for (const { url, routes } of ${JSON.stringify(chosen.map(({ url, routes }) => ({ url, routes })))})
          for (const { method, path } of routes)
            for (const one of tries) {
              const way = one.mode === "no-cors" && method !== "GET" ? "POST" : method;
              const body = way === "GET" ? {} : { body: "{}" };
              const answer = await fetch((${JSON.stringify(base)} ?? url) + path, { ...one, ...body, method: way, signal: AbortSignal.timeout(20000) }).catch(() => null);
              said.add(answer === null || answer.type === "opaque" ? "nothing" : String(answer.status));
            }
        return [...said];
      })()`,
    );

  it("gives a page of the person's browser nothing", async () => {
    const site = createServer((_request, response) => response.setHeader("content-type", "text/html").end("<p>a page"));
    await new Promise<void>((done) => site.listen(0, "127.0.0.1", done));
    const page = await browser.newPage();
    await unchanged(async () => {
      await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
      const got = await fromPage(page, listeners, null);
      expect(got.filter((one) => one !== "nothing" && !refusals.includes(Number(one)))).toEqual([]);
      const sockets = listeners.map(({ url }) => url.replace("http:", "ws:"));
      const opened = await page.evaluate<string[]>(
        `Promise.all(${JSON.stringify(sockets)}.map((url) => new Promise((done) => {
          const socket = new WebSocket(url + "/owner/events");
          socket.onopen = () => done("open");
          socket.onerror = () => done("refused");
        })))`,
      );
      expect(new Set(opened)).toEqual(new Set(["refused"]));
    });
    await page.close();
    site.close();
  });

  it("gives a page that was led here by a forged name nothing", async () => {
    for (const listener of listeners) {
      const page = await browser.newPage();
      const base = `http://${forged}:${new URL(listener.url).port}`;
      await unchanged(async () => {
        const first = await page.goto(base);
        expect(refusals).toContain(first?.status());
        const got = await fromPage(page, [listener], base);
        expect(got.filter((one) => one !== "nothing" && !refusals.includes(Number(one)))).toEqual([]);
        expect(got.some((one) => refusals.includes(Number(one)))).toBe(true);
      });
      await page.close();
    }
  });

  it.skipIf(!isRoot)("gives a program of another user nothing, and no key (NOT RUN unless as root)", async () => {
    // The way to the files is open, so that the files themselves have to be closed.
    chmodSync(fixture.person.root, 0o755);
    const report = mark("nobody.json");
    const path = mark("order-of-nobody.json");
    writeFileSync(path, JSON.stringify(order(["", `Bearer ${"0".repeat(64)}`, "Basic b3BlbmNvZGU6"], report)));
    await unchanged(async () => {
      await execa(process.execPath, [program, path], { uid: nobody, gid: nobody });
    });
    const { knocks, read, unreadable } = reportIn(report);
    expect(knocks.filter(({ status }) => !refusals.includes(status))).toEqual([]);
    expect(unreadable).toBeGreaterThan(0);
    for (const secret of secrets()) expect(read.filter((content) => content.includes(secret))).toEqual([]);
  });

  it("gives a worker's command nothing but the routes of its tools, and no key in its environment", async () => {
    const report = mark("worker.json");
    const others = listeners.filter(({ name }) => name !== "workers");
    const own = keysOf("workers");
    const asked = {
      ...order([own, `Basic ${Buffer.from(`opencode:${secretOf(own)}`).toString("base64")}`, ""], report),
    };
    await unchanged(async () => {
      writeFileSync(mark("order.part"), JSON.stringify({ ...asked, listeners: others }));
      renameSync(mark("order.part"), mark("order.json"));
      await expect.poll(() => existsSync(report)).toBe(true);
    });
    const { knocks, environment } = reportIn(report);
    expect(knocks.length).toBeGreaterThan(100);
    expect(knocks.filter(({ status }) => !refusals.includes(status))).toEqual([]);
    const values = JSON.stringify(environment);
    for (const secret of secrets()) expect(values).not.toContain(secret);
    writeFileSync(mark("go"), "");
    await until(owner, epicId, (epic) => !inState("knocks", "working")(epic));
  });
});
