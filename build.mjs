// Makes dist/: the program, the extension, the plug-in for OpenCode, sql.js's WebAssembly and the JSON Schema of a plan.
import { chmod, copyFile, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const root = fileURLToPath(new URL(".", import.meta.url));
const at = (path) => root + path;

/** Libraries in CommonJS ask for `require` and `__dirname`, which an ES module does not have. */
const commonJsGlobals = [
  'import { createRequire as swarmCreateRequire } from "node:module";',
  'import { fileURLToPath as swarmFileUrlToPath } from "node:url";',
  "const require = swarmCreateRequire(import.meta.url);",
  'const swarmDirname = swarmFileUrlToPath(new URL(".", import.meta.url));',
  "const swarmFilename = swarmFileUrlToPath(import.meta.url);",
].join("\n");

const bundle = (entry, outfile, firstLine) =>
  build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    banner: { js: firstLine + commonJsGlobals },
    define: { __dirname: "swarmDirname", __filename: "swarmFilename" },
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
  });

/** VS Code loads extensions as CommonJS, where what an ES module knows of its own place has to be said in other words. */
const extensionPlace = '"use strict";\nconst swarmModuleUrl = require("node:url").pathToFileURL(__filename).href;';

/**
 * The extension, and beside it what it loads only when it is needed: VS Code compiles the whole of a file before it starts it.
 * esbuild divides ES modules only, so each part is made CommonJS after that.
 */
async function extensionBundle() {
  const divided = await build({
    absWorkingDir: root,
    entryPoints: ["src/extension.ts"],
    outdir: "dist",
    chunkNames: "extension-[name]-[hash]",
    outExtension: { ".js": ".cjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: ["vscode"],
    // A library asks whether it runs at a certain host by `navigator`, which VS Code reports as a mistake in an extension.
    define: { "import.meta.url": "swarmModuleUrl", navigator: "undefined" },
    sourcemap: "inline",
    sourcesContent: false,
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    write: false,
  });
  await Promise.all(divided.outputFiles.map(({ path, text }) => asCommonJs(path, text)));
  return divided;
}

async function asCommonJs(path, text) {
  const { code, map } = await transform(text, {
    sourcefile: basename(path),
    format: "cjs",
    platform: "node",
    target: "node20",
    supported: { "dynamic-import": false },
    banner: extensionPlace,
    // Names stay as they are: they stand in the logs that people send.
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: "external",
    sourcesContent: false,
    legalComments: "none",
  });
  await writeFile(path, `${code}//# sourceMappingURL=${basename(path)}.map\n`);
  await writeFile(`${path}.map`, map);
}

/** The page of the panel and its styles. */
const webviewBundle = () =>
  build({
    absWorkingDir: root,
    entryPoints: { webview: "webview/main.tsx" },
    outdir: "dist",
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "chrome128",
    minify: true,
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { "process.env.NODE_ENV": '"production"' },
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
  });

/** A bundle may leave nothing but node's own modules, and those that its host gives, to be found where it runs. */
function assertSelfContained(result, name, given = []) {
  const outside = Object.values(result.metafile.outputs)
    .flatMap((output) => output.imports)
    .filter((wanted) => wanted.external && !wanted.path.startsWith("node:") && !given.includes(wanted.path))
    .map((wanted) => wanted.path);
  const require = createRequire(import.meta.url);
  const foreign = outside.filter((path) => !require("node:module").builtinModules.includes(path));
  if (foreign.length > 0) throw new Error(`${name} would need these at run time: ${foreign.join(", ")}`);
}

/** Something that dist/ is made of is newer than dist/. The schema is written last, so it stands for all of it. */
async function isStale() {
  const made = await stat(at("dist/swarm-plan.schema.json")).catch(() => null);
  if (made === null) return true;
  const listed = ["src", "webview"].map((folder) => readdir(at(folder), { recursive: true, withFileTypes: true }));
  const sources = (await Promise.all(listed)).flat();
  const files = sources.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const times = await Promise.all([...files, at("build.mjs"), at("package.json")].map((file) => stat(file)));
  return times.some((time) => time.mtimeMs > made.mtimeMs);
}

async function planSchema() {
  const result = await build({
    absWorkingDir: root,
    stdin: {
      contents: 'export { planSchema } from "./src/domain/plan.ts"; export { toJSONSchema } from "zod";',
      resolveDir: root,
    },
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    logLevel: "warning",
  });
  const code = Buffer.from(result.outputFiles[0].contents).toString("base64");
  const plan = await import(`data:text/javascript;base64,${code}`);
  const { $schema, ...shape } = plan.toJSONSchema(plan.planSchema, { io: "input" });
  return { $schema, title: "OpenCode Swarm plan", ...shape };
}

if (process.argv.includes("--if-stale") && !(await isStale())) process.exit(0);
await rm(at("dist"), { recursive: true, force: true });
await mkdir(at("dist"), { recursive: true });

assertSelfContained(await bundle("src/cli.ts", "dist/cli.js", "#!/usr/bin/env node\n"), "dist/cli.js");
await chmod(at("dist/cli.js"), 0o755);
assertSelfContained(await bundle("src/plugin/swarm-plugin.ts", "dist/plugin.js", ""), "dist/plugin.js");
assertSelfContained(await bundle("src/keeper.ts", "dist/keeper.js", ""), "dist/keeper.js");
assertSelfContained(await bundle("src/demo.ts", "dist/demo.js", ""), "dist/demo.js");
assertSelfContained(await extensionBundle(), "dist/extension.cjs", ["vscode"]);
assertSelfContained(await webviewBundle(), "dist/webview.js");
for (const name of ["codicon.css", "codicon.ttf"])
  await copyFile(at(`node_modules/@vscode/codicons/dist/${name}`), at(`dist/${name}`));
await copyFile(at("node_modules/sql.js/dist/sql-wasm.wasm"), at("dist/sql-wasm.wasm"));
await writeFile(at("dist/swarm-plan.schema.json"), `${JSON.stringify(await planSchema(), null, 2)}\n`);
