// Front door of the demo: `npm run demo` in the panel, `npm run demo -- --headless` in the terminal.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { endLeftServer } from "./adapters/opencode/end-kept.ts";
import type { Log } from "./application/ports/ambient.ts";
import { runDemo } from "./demo/run-demo.ts";
import { runEditorDemo } from "./demo/run-editor-demo.ts";

const usage = "npm run demo [-- --headless] [--keep]";
const here = fileURLToPath(new URL(".", import.meta.url));
/** What is ended by force is ours alone: nobody has to hear of it. */
const silent: Log = { debug: () => undefined, warn: () => undefined };
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** OpenCode as npm installed it for development. */
function installedOpencode(): string {
  const description = createRequire(import.meta.url).resolve("opencode-ai/package.json");
  const { bin } = JSON.parse(readFileSync(description, "utf8")) as { bin: { opencode: string } };
  return join(dirname(description), bin.opencode);
}

async function inThePanel(keep: boolean): Promise<number> {
  const ended = new AbortController();
  // Also a second Ctrl-C waits for the end: what would be left is not seen by anybody.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => ended.abort());
  return runEditorDemo({
    extension: dirname(here),
    opencode: installedOpencode(),
    env: process.env,
    keep,
    signal: ended.signal,
    say,
    endWorkers: (repository) => endLeftServer(join(repository, ".git", "opencode-swarm"), silent),
  });
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
