// Front door of the demo: `npm run demo -- --headless`.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runDemo } from "./run-demo.ts";

const usage = "npm run demo -- --headless [--keep]";
const here = fileURLToPath(new URL(".", import.meta.url));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** OpenCode as npm installed it for development. */
function installedOpencode(): string {
  const description = createRequire(import.meta.url).resolve("opencode-ai/package.json");
  const { bin } = JSON.parse(readFileSync(description, "utf8")) as { bin: { opencode: string } };
  return join(dirname(description), bin.opencode);
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { headless: { type: "boolean" }, keep: { type: "boolean" } } });
  const program = join(here, "cli.js");
  if (!existsSync(program)) throw new Error(`${program} is missing: run \`npm run build\``);
  if (values.headless !== true) {
    say("The demo in the editor's panel comes with the VS Code extension, which this version does not have yet.");
    say(`So this runs in the terminal, as \`${usage}\` does.\n`);
  }
  return runDemo({ program, opencode: installedOpencode(), env: process.env, keep: values.keep === true, say });
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
