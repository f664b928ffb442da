// What OpenCode is given to read: reduced, copied and filtered, from real files in a temporary home.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { mergeConfigs, readConfigFile } from "../../../src/adapters/opencode/config-text.ts";
import { reduceCatalogue } from "../../../src/adapters/opencode/lean-catalogue.ts";
import { namedProviders, readPersonConfig, readSignIns } from "../../../src/adapters/opencode/person-config.ts";
import { copyPersonFolder, copyProject } from "../../../src/adapters/opencode/project-copy.ts";
import { serverConfig } from "../../../src/adapters/opencode/server-config.ts";
import { serverEnvironment, shellEnvironment } from "../../../src/adapters/opencode/server-environment.ts";

let root: string;
let warnings: string[];
const log = { debug: () => undefined, warn: (message: string) => void warnings.push(message) };
const put = (path: string, content: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "swarm-config-"));
  warnings = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a configuration may have comments, trailing commas and references, which become absolute", () => {
  put(
    "a/opencode.jsonc",
    `{ // c\n "model": "x/y", /* "no": 1 */ "agent": { "r": { "prompt": "{file:../p.txt}" }, }, "url": "http://x" }`,
  );
  expect(readConfigFile(join(root, "a", "opencode.jsonc"), log)).toEqual({
    model: "x/y",
    agent: { r: { prompt: `{file:${join(root, "p.txt")}}` } },
    url: "http://x",
  });
  put("broken.json", "{ nope");
  expect(readConfigFile(join(root, "broken.json"), log)).toBeNull();
  expect(readConfigFile(join(root, "absent.json"), log)).toBeNull();
  expect(warnings).toHaveLength(1);
});

test("layers merge as OpenCode merges them", () => {
  expect(
    mergeConfigs([
      { model: "a", provider: { p: { x: 1 } }, instructions: ["a"], disabled_providers: ["z"] },
      { model: "b", provider: { p: { y: 2 } }, instructions: ["a", "b"], disabled_providers: [] },
    ]),
  ).toEqual({ model: "b", provider: { p: { x: 1, y: 2 } }, instructions: ["a", "b"], disabled_providers: [] });
});

test("the person's layers are found where OpenCode finds them", () => {
  put(".config/opencode/opencode.json", `{ "model": "global/m", "mcp": { "one": {} } }`);
  put(".config/opencode/opencode.jsonc", `{ "small_model": "little/m" }`);
  put("own.json", `{ "provider": { "mine": {} } }`);
  put(".opencode/opencode.json", `{ "agent": { "a": { "model": "agents/m" } } }`);
  put(".local/share/opencode/auth.json", `{ "anthropic": { "type": "api", "key": "k" } }`);
  put("folder/opencode.jsonc", `{ "model": "folder/m" }`);
  const env = {
    HOME: root,
    OPENCODE_CONFIG: join(root, "own.json"),
    OPENCODE_CONFIG_DIR: join(root, "folder"),
    OPENCODE_CONFIG_CONTENT: `{"enabled_providers":["e"]}`,
  };
  const config = readPersonConfig(env, log);
  expect(namedProviders(config).toSorted()).toEqual(["agents", "e", "folder", "little", "mine"]);
  expect(config.mcp).toEqual({ one: {} });
  expect(readSignIns(env)).toEqual({ providers: ["anthropic"], remote: false });
  expect(readSignIns({ HOME: join(root, "none") })).toEqual({ providers: [], remote: false });
  const remote = {
    HOME: root,
    OPENCODE_AUTH_CONTENT: `{"https://org.example":{"type":"wellknown","key":"k","token":"t"}}`,
  };
  expect(readSignIns(remote).remote).toBe(true);
});

test("the catalogue keeps providers that are named or have a key, and the free one only by name", () => {
  const provider = (...env: string[]) => ({ env, models: {} });
  const catalogue = {
    a: provider("A_KEY"),
    b: provider("B_KEY", "B_TOKEN"),
    c: provider("C_KEY"),
    opencode: provider("A_KEY"),
  };
  expect(Object.keys(reduceCatalogue(catalogue, ["c"], { B_TOKEN: "x", A_KEY: "" }))).toEqual(["b", "c"]);
  expect(Object.keys(reduceCatalogue(catalogue, [], { A_KEY: "x" }))).toEqual(["a"]);
  expect(Object.keys(reduceCatalogue(catalogue, ["opencode"], {}))).toEqual(["opencode"]);
});

test("our layer turns off MCP servers and the free provider, unless the person wants that one", () => {
  const pluginOptions = { recordPath: "/r", shellEnvironment: {} };
  const wishes = {
    below: { mcp: { x: {}, y: {} }, disabled_providers: ["z"] },
    signedIn: [],
    models: [],
    pluginPath: "/p x.js",
    pluginOptions,
  };
  expect(serverConfig(wishes)).toMatchObject({
    share: "disabled",
    autoupdate: false,
    snapshot: false,
    disabled_providers: ["z", "opencode"],
    mcp: { x: { enabled: false }, y: { enabled: false } },
    plugin: [["file:///p%20x.js", pluginOptions]],
  });
  expect(serverConfig({ ...wishes, models: ["opencode/free"] }).disabled_providers).toEqual(["z"]);
  expect(serverConfig({ ...wishes, signedIn: ["opencode"] }).disabled_providers).toEqual(["z"]);
});

test("the copy of a repository's settings has its words, and its programs only when it is trusted", () => {
  const repository = join(root, "repo");
  put("repo/CLAUDE.md", "old rules");
  put("repo/docs/a/one.md", "one");
  put("repo/docs/two.txt", "two");
  put("repo/node_modules/x/docs/three.md", "three");
  put("repo/.opencode/agents/deep/r.md", "---\n---\nR");
  put("repo/.opencode/plugins/p.ts", "export {}");
  put("repo/.opencode/tool/t.js", "export {}");
  put("repo/.opencode/opencode.json", `{ "model": "inner/m" }`);
  put(
    "repo/opencode.json",
    JSON.stringify({
      model: "outer/m",
      instructions: ["docs/**/*.md", "https://rules.example/x"],
      plugin: ["./p.js", "some-package"],
      mcp: { m: { type: "local", command: ["x"] } },
      formatter: { f: { command: ["x"] } },
      provider: {
        good: { npm: "@ai-sdk/openai" },
        bad: { npm: "file:///x.js" },
        sly: { models: { m: { provider: { npm: "x" } } } },
      },
    }),
  );
  const before = readdirSync(repository, { recursive: true, encoding: "utf8" }).toSorted();
  copyPersonFolder(undefined, join(root, "copy"), log);
  const plain = copyProject(repository, join(root, "copy"), false, log);
  expect(plain.config).toEqual({
    $schema: "https://opencode.ai/config.json",
    model: "inner/m",
    instructions: [expect.stringContaining("CLAUDE.md"), expect.stringContaining("one.md"), "https://rules.example/x"],
    provider: { good: { npm: "@ai-sdk/openai" } },
  });
  const [rules] = plain.config.instructions as string[];
  expect(rules?.startsWith(join(root, "copy"))).toBe(true);
  expect(readFileSync(rules ?? "", "utf8")).toBe("old rules");
  expect(JSON.parse(readFileSync(join(root, "copy", "opencode.json"), "utf8"))).toEqual(plain.config);
  expect(existsSync(join(root, "copy", "agents", "deep", "r.md"))).toBe(true);
  expect(readdirSync(join(root, "copy"))).not.toContain("plugins");

  const trusted = copyProject(repository, join(root, "copy"), true, log);
  expect(trusted.config).toHaveProperty("formatter");
  expect(trusted.config.plugin).toEqual([`file://${join(repository, "p.js")}`, "some-package"]);
  expect(readdirSync(join(root, "copy"))).toEqual(expect.arrayContaining(["plugins", "tool", "agents"]));

  put("own/agent/mine.md", "mine");
  put("own/plugin/mine.js", "export {}");
  copyPersonFolder(join(root, "own"), join(root, "copy"), log);
  copyProject(repository, join(root, "copy"), false, log);
  expect(existsSync(join(root, "copy", "agent", "mine.md"))).toBe(true);
  expect(existsSync(join(root, "copy", "plugin", "mine.js"))).toBe(true);
  expect(readdirSync(join(root, "copy"))).not.toContain("plugins");
  expect(readdirSync(repository, { recursive: true, encoding: "utf8" }).toSorted()).toEqual(before);
});

test("the server gets a lean environment, and bash gets the person's own back", () => {
  const person = {
    PATH: "/bin",
    HOME: "/h",
    NO_PROXY: "corp.example",
    XDG_STATE_HOME: "/mine",
    OPENCODE_PURE: "1",
    OPENCODE_CONFIG: "/c",
    GONE: undefined,
  };
  const env = serverEnvironment(person, {
    password: "pw",
    mark: "m",
    content: "{}",
    configFile: null,
    configFolder: "/f",
    database: "/db",
    stateHome: "/ours",
    catalogue: null,
  });
  expect(env).toMatchObject({
    PATH: "/bin",
    HOME: "/h",
    XDG_STATE_HOME: "/ours",
    OPENCODE_DB: "/db",
    npm_config_offline: "true",
  });
  expect(env.NO_PROXY).toBe("corp.example,127.0.0.1,localhost");
  for (const name of [
    "OPENCODE_PURE",
    "OPENCODE_CONFIG",
    "OPENCODE_MODELS_PATH",
    "OPENCODE_DISABLE_DEFAULT_PLUGINS",
    "GONE",
  ]) {
    expect(env).not.toHaveProperty(name);
  }
  const shell = shellEnvironment(person);
  expect(shell).toMatchObject({
    XDG_STATE_HOME: "/mine",
    NO_PROXY: "corp.example",
    no_proxy: null,
    OPENCODE_CONFIG: null,
  });
  expect(shell).toMatchObject({ OPENCODE_SERVER_PASSWORD: null, npm_config_offline: null, OPENCODE_PURE: "1" });
  // The mark stays: it is how bash commands are found when their server is gone.
  expect(shell).not.toHaveProperty("OPENCODE_SWARM_SERVER");
});
