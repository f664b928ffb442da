// An owner that slept while its place was taken wakes: the workers are the other one's by then, and it ends none of them.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import { storeDirOf } from "../../src/compose.ts";
import { joinSwarm } from "../../src/join-swarm.ts";
import { inState, liveFixture, startPlan, until, type LiveFixture } from "../support/live-fixture.ts";
import { bundleKeeper, bundlePlugin } from "../support/opencode-plugin.ts";
import { joinRequest } from "../support/quiet-swarm.ts";
import { bundleProgram } from "../support/store-bundle.ts";
import { ownRequest, planOf, scripted, writes } from "../support/swarm-fixture.ts";

let fixture: LiveFixture;
let folder: string;
let sleeper: ChildProcess;
let swarm: LiveSwarm | null = null;
const said: string[] = [];

beforeAll(async () => {
  fixture = await liveFixture();
  folder = await mkdtemp(join(tmpdir(), "swarm-sleeper-"));
  const program = await bundleProgram(join(import.meta.dirname, "../torture/chaos-child.ts"), folder);
  await bundlePlugin(folder);
  await rename(await bundleKeeper(folder), join(folder, "keeper.js"));
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  // As from a container that sees the folder and not the kernel's lock: there is the record alone.
  const elsewhere = `import net from "node:net";
    const listen = net.Server.prototype.listen;
    net.Server.prototype.listen = function (where, ...more) {
      return listen.call(this, where?.path?.startsWith("\\0") ? { port: 0, host: "127.0.0.1" } : where, ...more);
    };`;
  sleeper = spawn(
    process.execPath,
    [
      "--import",
      `data:text/javascript,${encodeURIComponent(elsewhere)}`,
      program,
      fixture.person.repository,
      "sleeper",
    ],
    {
      env: fixture.person.env,
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  createInterface({ input: sleeper.stdout! }).on("line", (line) => said.push(line));
});
afterAll(async () => {
  sleeper.kill("SIGKILL");
  await swarm?.close();
  await fixture.close();
  await rm(folder, { recursive: true });
});

const patience = { timeout: 60_000, interval: 20 };

it("lets go of OpenCode and of each turn, which go on for the owner of now", { timeout: 240_000 }, async () => {
  const { person } = fixture;
  const file = (name: string): string => join(person.root, name);
  const command = `echo > '${file("runs")}'; while [ ! -e '${file("go")}' ]; do sleep 0.1; done`;
  const steps = [{ tool: "bash", args: { command, description: "waits" } }, ...writes("works", "works.txt", "w\n")];
  await expect.poll(() => said, patience).toContainEqual('{"joined":"owner"}');
  const client = await joinSwarm(joinRequest({ dir: person.repository, env: person.env }));
  const epicId = await startPlan(client, planOf([scripted("works", steps)]));
  await expect.poll(() => existsSync(file("runs")), patience).toBe(true);
  sleeper.kill("SIGSTOP");
  await client.close();

  const stateDir = join(person.repository, ".git", "opencode-swarm");
  // What a person does who is sure that the owner has ended.
  await rm(join(storeDirOf({ commonDir: join(person.repository, ".git") }), "owner.json"));
  const record = (name: string): string => readFileSync(join(stateDir, "opencode", name), "utf8");
  const server = record("server.json");
  const asked = ownRequest(fixture);
  swarm = await joinSwarm(joinRequest(asked, asked));
  const address = record("owner.json");

  sleeper.kill("SIGCONT");
  await expect.poll(() => said, patience).toContainEqual('{"joined":"client"}');
  writeFileSync(file("go"), "");
  await until(swarm, epicId, inState("works", "ready"));
  expect(record("server.json")).toBe(server);
  expect(record("owner.json")).toBe(address);
  const types = fixture.events.map(({ type }) => type);
  expect(types.filter((type) => /interrupt|failed|opencode_st/.test(type))).toEqual([]);
  expect(types.filter((type) => type === "prompt_requested")).toEqual([]);
});
