// Whose settings the workers run with: the person's and the repository's, as copies, without their programs.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startAgents } from "../../../src/adapters/opencode/start-agents.ts";
import { textOf } from "../../../src/demo/scripted-script.ts";
import { createWorker, playTurn, setStage, startOn, type AgentsFixture } from "../../support/opencode-agents.ts";
import type { Person } from "../../support/opencode-person.ts";

const leavesTrace = (file: string) => ["sh", "-c", `touch '${file}'; sleep 5`];

function arrange(person: Person): void {
  const trace = (name: string) => join(person.root, `${name}.trace`);
  const config = join(person.home, ".config", "opencode", "opencode.json");
  const settings = JSON.parse(readFileSync(config, "utf8")) as Record<string, unknown>;
  const mcp = { persons: { type: "local", command: leavesTrace(trace("person-mcp")), enabled: true } };
  writeFileSync(config, JSON.stringify({ ...settings, mcp }));
  person.write("AGENTS.md", "Rule one: count to seven.\n");
  person.write("docs/style.md", "Rule two: indent with care.\n");
  person.write("prompts/reviewer.txt", "Rule three: doubt everything.\n");
  person.write(
    "opencode.jsonc",
    `{ // the repository's own settings
      "instructions": ["docs/*.md"],
      "plugin": ["./evil-plugin.js"],
      "mcp": { "evil": { "type": "local", "command": ${JSON.stringify(leavesTrace(trace("repo-mcp")))} } },
      "agent": { "doubter": { "prompt": "{file:./prompts/reviewer.txt}", "mode": "primary", }, },
    }`,
  );
  const plugin = (name: string) =>
    `import { writeFileSync } from "node:fs"; export const P = async () => { writeFileSync(${JSON.stringify(trace(name))}, ""); return {} }`;
  person.write("evil-plugin.js", plugin("listed-plugin"));
  person.write(".opencode/plugin/evil.js", plugin("folder-plugin"));
  person.write(".opencode/agent/helper.md", "---\ndescription: helps\nmode: primary\n---\nHelp.\n");
  person.git("add", ".");
  person.git("commit", "--quiet", "-m", "settings");
}

let fixture: AgentsFixture;
beforeAll(async () => {
  const stage = await setStage();
  arrange(stage.person);
  fixture = await startOn(stage, { times: {}, limits: {} });
});
afterAll(() => fixture?.close());

const traces = () => readdirSync(fixture.person.root).filter((name) => name.endsWith(".trace"));
const systemPrompt = (session: string) =>
  (fixture.model.requests.findLast((request) => request.session === session)?.messages ?? [])
    .filter((message) => message.role === "system")
    .map((message) => textOf(message.content))
    .join("\n");

test("rules and agents of the repository reach the workers, its programs and all MCP servers do not", async () => {
  const worker = await createWorker(fixture, "ruled");
  const { end } = await playTurn(fixture.agents, worker, [{ text: "ok" }]);
  expect(end.kind).toBe("idle");
  const prompt = systemPrompt(worker.session_id);
  expect(prompt).toContain("count to seven");
  expect(prompt).toContain("indent with care");
  await fixture.agents.checkAgent("helper");
  await fixture.agents.checkAgent("doubter");
  await playTurn(fixture.agents, worker, [{ text: "ok" }], { agent: "doubter" });
  expect(systemPrompt(worker.session_id)).toContain("doubt everything");
  expect(traces()).toEqual([]);
});

test("nothing is written into the person's checkout or the worktree", async () => {
  const worker = await createWorker(fixture, "clean");
  await playTurn(fixture.agents, worker, [
    { tool: "bash", args: { command: "git status --porcelain", description: "d" } },
    { echo: true },
  ]);
  expect(fixture.person.git("status", "--porcelain", "--ignored")).toBe("");
  expect(fixture.person.git("-C", worker.directory, "status", "--porcelain", "--ignored")).toBe("");
  expect(readFileSync(join(fixture.person.repository, "opencode.jsonc"), "utf8")).not.toContain("$schema");
});

test("neither password nor token is in bash, in an argument, or in a file but its private one", async () => {
  const folder = join(fixture.person.stateDir, "opencode");
  const { token } = JSON.parse(readFileSync(join(folder, "owner.json"), "utf8")) as { token: string };
  const environ = readFileSync(`/proc/${fixture.agents.pid}/environ`, "utf8").split("\0");
  const password = environ.find((line) => line.startsWith("OPENCODE_SERVER_PASSWORD="))?.split("=")[1] ?? "";
  expect(password.length).toBeGreaterThan(30);

  const worker = await createWorker(fixture, "curious");
  const { end } = await playTurn(fixture.agents, worker, [
    { tool: "bash", args: { command: "env", description: "d" } },
    { echo: true },
  ]);
  const seen = end.last_message ?? "";
  expect(seen).toContain(`HOME=${fixture.person.home}`);
  expect(seen).not.toMatch(/^(OPENCODE_(SERVER_|CONFIG|DB|MODELS)|npm_config_offline|XDG_STATE_HOME)/m);
  const secrets = [password, token];
  expect(secrets.filter((secret) => seen.includes(secret))).toEqual([]);
  const command = readFileSync(`/proc/${fixture.agents.pid}/cmdline`, "utf8");
  expect(secrets.filter((secret) => command.includes(secret))).toEqual([]);
  const files = readdirSync(fixture.person.root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(20);
  const holding = (secret: string): string[] => files.filter((file) => readFileSync(file).includes(secret));
  expect(holding(token)).toEqual([join(folder, "owner.json")]);
  // For the next owner, who finds the server by it.
  expect(holding(password)).toEqual([join(folder, "server.json")]);
});

test("a repository that the person trusts brings its plug-ins", async () => {
  await fixture.agents.close();
  fixture.agents = await startAgents({ ...fixture.request, trustProject: true });
  const worker = await createWorker(fixture, "trusted");
  await playTurn(fixture.agents, worker, [{ text: "ok" }]);
  expect(traces().toSorted()).toEqual(["folder-plugin.trace", "listed-plugin.trace"]);
  expect(existsSync(join(fixture.person.repository, ".opencode", "node_modules"))).toBe(false);
  expect(fixture.person.git("status", "--porcelain", "--ignored")).toBe("");
});
