// The floors hold: the real tree keeps them, and each rule reports an import that is planted to break it.
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Cruise {
  exitCode: number;
  modules: number;
  violations: { rule: string; from: string; to: string }[];
}

/** What dependency-cruiser says of `folder`, by the configuration that stands in it. */
async function cruise(folder: string, ...paths: string[]): Promise<Cruise> {
  const bin = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [bin, "--config", ".dependency-cruiser.mjs", "--output-type", "json", ...paths];
  const { stdout } = await execa(process.execPath, args, { cwd: folder, maxBuffer: 64 << 20 });
  const { summary } = JSON.parse(stdout) as {
    summary: { totalCruised: number; violations: { rule: { name: string }; from: string; to: string }[] };
  };
  // The JSON report always ends with 0: the code that counts is that of the report that people and CI read.
  const plain = await execa(process.execPath, [...args.slice(0, 3), "--output-type", "err", ...paths], {
    cwd: folder,
    reject: false,
  });
  return {
    exitCode: plain.exitCode ?? -1,
    modules: summary.totalCruised,
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

/** Each file that is planted, what it imports, and the rule that has to say no. */
const planted: [file: string, imports: string, rule: string][] = [
  ["src/domain/reads-files.ts", "node:fs", "domain-knows-nobody"],
  ["src/domain/looks-up.ts", "../adapters/alpha/alpha.ts", "domain-knows-nobody"],
  ["src/application/ports/hashes.ts", "node:crypto", "ports-know-the-domain"],
  ["src/application/spawns.ts", "node:child_process", "application-knows-the-domain"],
  ["src/application/knows-an-adapter.ts", "../adapters/alpha/alpha.ts", "application-knows-the-domain"],
  ["src/adapters/alpha/knows-beta.ts", "../beta/beta.ts", "adapters-fill-ports"],
  ["src/adapters/alpha/knows-steps.ts", "../../application/steps.ts", "adapters-fill-ports"],
  ["src/surfaces/cli/knows-alpha.ts", "../../adapters/alpha/alpha.ts", "surfaces-translate"],
  ["src/surfaces/cli/knows-http.ts", "../http/http.ts", "surfaces-translate"],
  ["src/adapters/owner/knows-alpha.ts", "../alpha/alpha.ts", "owner-adapter-is-a-whole-swarm"],
  ["src/adapters/owner/takes-steps.ts", "../../application/steps.ts", "owner-adapter-runs-no-steps"],
  ["src/owner-protocol.ts", "./adapters/alpha/alpha.ts", "owner-protocol-is-schemas"],
  ["src/surfaces/cli/speaks.ts", "../../owner-protocol.ts", "owner-protocol-has-two-ends"],
  ["src/adapters/opencode/runs-the-plugin.ts", "../../plugin/tool.ts", "plugin-and-adapter-share-types"],
  ["src/shortcut.ts", "./adapters/alpha/alpha.ts", "top-floor-is-small"],
  ["src/protocol.ts", "./application/steps.ts", "protocol-is-types"],
  ["src/demo/knows-alpha.ts", "../adapters/alpha/alpha.ts", "demo-stands-beside"],
  ["src/surfaces/cli/shows-off.ts", "../../demo/show.ts", "demo-is-for-front-doors"],
  ["src/surfaces/cli/borrows.ts", "../../plugin/tool.ts", "plugin-runs-elsewhere"],
  ["src/surfaces/cli/composes.ts", "../../compose.ts", "front-doors-are-not-rooms"],
  ["src/surfaces/cli/talks-to-opencode.ts", "@opencode-ai/sdk", "opencode-sdk-in-one-folder"],
  ["src/adapters/alpha/stores.ts", "sql.js", "sql-in-one-folder"],
  ["src/surfaces/cli/starts.ts", "execa", "processes-are-started-by-adapters"],
  ["src/adapters/alpha/ping.ts", "./pong.ts", "no-cycles"],
  ["src/adapters/alpha/proves.ts", "../../../test/proof.ts", "product-knows-no-test"],
  ["src/adapters/alpha/formats.ts", "esbuild", "no-development-library-in-the-product"],
  ["src/adapters/alpha/dreams.ts", "./nowhere.ts", "every-import-exists"],
  ["webview/knows-steps.ts", "../src/application/steps.ts", "webview-stands-alone"],
  ["webview/shouts.ts", "@vscode/webview-ui-toolkit", "toolkit-behind-one-file"],
  ["src/surfaces/cli/draws.ts", "../../../webview/page.ts", "webview-is-reached-by-messages"],
];

const neighbours: [file: string, text: string][] = [
  [
    "src/compose.ts",
    'import "./adapters/alpha/alpha.ts";\nimport "./adapters/beta/beta.ts";\nimport "./demo/show.ts";\n',
  ],
  ["src/domain/rule.ts", 'import "zod";\nimport "picomatch";\n'],
  ["src/application/steps.ts", 'import "../domain/rule.ts";\nimport "p-queue";\n'],
  ["src/adapters/alpha/alpha.ts", 'import "../../domain/rule.ts";\nimport "execa";\nimport "node:fs";\n'],
  ["src/adapters/alpha/pong.ts", 'import "./ping.ts";\n'],
  ["src/adapters/beta/beta.ts", "export {};\n"],
  ["src/adapters/store/rows.ts", 'import "sql.js";\n'],
  [
    "src/adapters/opencode/client.ts",
    'import "@opencode-ai/sdk";\nimport type { Tool } from "../../plugin/tool.ts";\nexport type { Tool };\n',
  ],
  ["src/surfaces/http/http.ts", 'import "../../application/steps.ts";\nimport "../../owner-protocol.ts";\n'],
  [
    "src/adapters/owner/owner.ts",
    'import type { Step } from "../../application/steps.ts";\nimport "../../owner-protocol.ts";\nimport "../machine/secret.ts";\nexport type { Step };\n',
  ],
  ["src/adapters/machine/secret.ts", "export {};\n"],
  ["src/demo/show.ts", 'import "../application/steps.ts";\n'],
  ["webview/page.ts", 'import "preact";\n'],
  ["webview/toolkit.tsx", 'import "@vscode/webview-ui-toolkit";\n'],
  ["src/plugin/tool.ts", "export interface Tool {}\n"],
  ["test/proof.ts", 'import "../src/adapters/alpha/alpha.ts";\n'],
];

describe("the floors of the house", () => {
  let folder: string;
  let found: Cruise;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "swarm-floors-"));
    for (const name of [".dependency-cruiser.mjs", "tsconfig.json", "package.json"])
      await cp(join(root, name), join(folder, name));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"), "junction");
    const imports = planted.map(([file, target]) => [file, `import "${target}";\n`] as const);
    for (const [file, text] of [...neighbours, ...imports]) {
      await mkdir(join(folder, dirname(file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    found = await cruise(folder, "src", "webview", "test");
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(planted)("%s may not import %s", (file, _target, rule) => {
    expect(found.violations).toContainEqual(expect.objectContaining({ from: file, rule }));
  });

  it("makes the gate fail when a floor is broken", () => {
    expect(found.exitCode).toBeGreaterThan(0);
  });

  it("says nothing of the imports that the drawing allows", () => {
    const allowed = new Set(neighbours.map(([file]) => file).filter((file) => !file.endsWith("pong.ts")));
    expect(found.violations.filter(({ from }) => allowed.has(from))).toEqual([]);
  });

  it("has a planted import for each rule", async () => {
    const config = (await import(join(root, ".dependency-cruiser.mjs"))) as {
      default: { forbidden: { name: string; comment: string }[] };
    };
    const rules = config.default.forbidden.map(({ name }) => name);
    expect(new Set(planted.map(([, , rule]) => rule))).toEqual(new Set(rules));
  });

  it("are kept by the real tree, and the real tree is looked at", async () => {
    const real = await cruise(root, "src", "webview", "test");
    expect(real.modules).toBeGreaterThan(20);
    expect(real.violations).toEqual([]);
    expect(real.exitCode).toBe(0);
  });
});
