// Front door of the demo: `npm run demo` in the panel, `npm run demo -- --headless` in the terminal.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runDemo } from "./run-demo.ts";
import { runEditorDemo } from "./run-editor-demo.ts";

const usage = "npm run demo [-- --headless] [--keep]";
const here = fileURLToPath(new URL(".", import.meta.url));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** OpenCode as npm installed it for development. */
function installedOpencode(): string {
  const description = createRequire(import.meta.url).resolve("opencode-ai/package.json");
  const { bin } = JSON.parse(readFileSync(description, "utf8")) as { bin: { opencode: string } };
  return join(dirname(description), bin.opencode);
}

async function inThePanel(keep: boolean): Promise<number> {
  const ended = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => ended.abort());
  const opencode = installedOpencode();
  return runEditorDemo({ extension: dirname(here), opencode, env: process.env, keep, signal: ended.signal, say });
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { headless: { type: "boolean" }, keep: { type: "boolean" } } });
  const keep = values.keep === true;
  if (values.headless !== true) return inThePanel(keep);
  const program = join(here, "cli.js");
  if (!existsSync(program)) throw new Error(`${program} is missing: run \`npm run build\``);
  return runDemo({ program, opencode: installedOpencode(), env: process.env, keep, say });
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}\n`);
  process.exitCode = 1;
}
