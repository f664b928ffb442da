// Starting: what stands in the way is said with its reason, and what is private stays private.
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findOpencode } from "../../../src/adapters/opencode/find-opencode.ts";
import { identify } from "../../../src/adapters/opencode/process-table.ts";
import { readServerRecord } from "../../../src/adapters/opencode/server-record.ts";
import { startAgents } from "../../../src/adapters/opencode/start-agents.ts";
import { createPerson, opencodeBinary, type Person } from "../../support/opencode-person.ts";
import { bundleKeeper, bundlePlugin } from "../../support/opencode-plugin.ts";
import type { StartRequest } from "../../../src/adapters/opencode/prepare-server.ts";

let person: Person;
let warnings: string[];
const request = async (over: Partial<StartRequest> = {}): Promise<StartRequest> => ({
  binary: opencodeBinary(),
  repositoryRoot: person.repository,
  stateDir: person.stateDir,
  env: person.env,
  models: [],
  trustProject: false,
  pluginPath: await bundlePlugin(person.root),
  keeperPath: await bundleKeeper(person.root),
  storeDir: join(person.stateDir, "store"),
  aloneFor: 10 * 60_000,
  endsWithUs: true,
  isTaken: () => false,
  log: { debug: () => undefined, warn: (message) => void warnings.push(message) },
  ...over,
});
beforeEach(() => {
  warnings = [];
  person = createPerson("http://127.0.0.1:9/v1", {});
});
afterEach(() => person.remove());

/** A program that behaves like an OpenCode of another version. */
function otherVersion(version: string): string {
  const path = join(person.root, "opencode-other");
  const server = `#!${process.execPath}
    const http = require("node:http");
    const server = http.createServer((request, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ healthy: true, version: "${version}", all: [], connected: [], default: {} }));
    });
    server.listen(0, "127.0.0.1", () => console.log("opencode server listening on http://127.0.0.1:" + server.address().port));`;
  writeFileSync(path, server);
  chmodSync(path, 0o755);
  return path;
}

test("a version that is too old is named with its place, and is not left running", async () => {
  const binary = otherVersion("1.17.9");
  const start = startAgents(await request({ binary }));
  await expect(start).rejects.toMatchObject({
    reason: "opencode-too-old",
    message: expect.stringMatching(/1\.17\.9 at .*opencode-other/),
  });
  expect(readdirSync(join(person.stateDir, "opencode"))).not.toContain("server.json");
});

test("a later version is used with a warning, and no connected provider is its own reason", async () => {
  const start = startAgents(await request({ binary: otherVersion("1.19.0") }));
  await expect(start).rejects.toMatchObject({ reason: "no-provider" });
  expect(warnings.join()).toContain("1.19.0 is not the tested version");
});

test("a program that is no server says what it printed", async () => {
  const path = join(person.root, "opencode-broken");
  writeFileSync(path, "#!/bin/sh\necho this is not it\nexit 3\n", { mode: 0o755 });
  const start = startAgents(await request({ binary: path }));
  await expect(start).rejects.toMatchObject({
    reason: "opencode-failed",
    message: expect.stringContaining("this is not it"),
  });
});

test("OpenCode is looked for in the option, OPENCODE_BIN, PATH and its installer's folder", () => {
  const place = (folder: string) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "opencode"), "", { mode: 0o755 });
    return join(folder, "opencode");
  };
  const [named, byVariable, onPath, installed] = ["a", "b", "c", "home/.opencode/bin"].map((name) =>
    place(join(person.root, name)),
  ) as [string, string, string, string];
  const env = { HOME: person.home, PATH: join(person.root, "c"), OPENCODE_BIN: byVariable };
  expect(findOpencode(named, env)).toBe(named);
  expect(findOpencode(null, env)).toBe(byVariable);
  expect(findOpencode(null, { ...env, OPENCODE_BIN: "" })).toBe(onPath);
  expect(findOpencode(null, { HOME: person.home, PATH: "" })).toBe(installed);
  const nowhere = () => findOpencode(null, { HOME: person.root, PATH: join(person.root, "empty") });
  expect(nowhere).toThrow(/not in PATH and not in ~\/\.opencode\/bin/);
  expect(() => findOpencode(join(person.root, "none"), env)).toThrow(/not at .*none, which the option names/);
});

test("with no provider at all the free one is not used behind the person's back", async () => {
  const config = join(person.home, ".config", "opencode", "opencode.json");
  writeFileSync(config, "{}");
  const start = startAgents(await request());
  await expect(start).rejects.toMatchObject({ reason: "no-provider" });
});

test("a plug-in that throws while it starts is noticed before anything is asked of a model", async () => {
  const pluginPath = join(person.root, "throws.js");
  writeFileSync(pluginPath, 'export default async () => { throw new Error("broken") }');
  const agents = await startAgents(await request({ pluginPath }));
  try {
    const session = agents.createSession({
      directory: person.worktree("a"),
      title: "a",
      agent: null,
      model: null,
      epic_id: "e",
      task_id: "a",
    });
    await expect(session).rejects.toMatchObject({ reason: "plugin-missing" });
  } finally {
    await agents.close();
  }
  expect(identify(agents.pid)).toBeNull();
});

test("the records of server and owner are readable by this user only, and gone after the end", async () => {
  const agents = await startAgents(await request());
  const folder = join(person.stateDir, "opencode");
  const modes = ["server.json", "owner.json"].map((name) => statSync(join(folder, name)).mode & 0o777);
  const record = readServerRecord(folder);
  await agents.close();
  expect(modes).toEqual([0o600, 0o600]);
  expect(record?.server.command).toContain("serve --hostname=127.0.0.1");
  // Neither the password nor anything else of the person is in an argument list.
  expect(record?.keeper.command).toMatch(/keeper\.mjs$/);
  expect(readdirSync(folder)).not.toContain("server.json");
  expect(readdirSync(folder)).not.toContain("owner.json");
});
