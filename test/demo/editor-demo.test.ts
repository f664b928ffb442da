// The demo in an editor that ends without a word to the extension: what worked in its repository ends with the demo.
import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { identify } from "../../src/adapters/opencode/process-table.ts";
import { startScriptedModel } from "../../src/demo/scripted-model.ts";
import { createPerson } from "../support/opencode-person.ts";
import { processesLeft } from "../support/processes.ts";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));

/** Stands for a `code` whose extension host is killed while workers work: it leaves their OpenCode behind. */
const editor = (notes: string): string => `#!${process.execPath}
const { spawn } = require("node:child_process");
const { copyFileSync, readFileSync } = require("node:fs");
const [repository] = process.argv.slice(-1);
if (repository === "--version") {
  console.log("1.101.0");
} else {
  const run = ["run", repository + "/invoices.swarm.json", "--dir", repository, "--unattended", "wait"];
  const owner = spawn(process.execPath, [${JSON.stringify(join(dist, "cli.js"))}, ...run], { stdio: "ignore" });
  const record = repository + "/.git/opencode-swarm/opencode/server.json";
  const answers = () => {
    try {
      return JSON.parse(readFileSync(record, "utf8")).access !== null;
    } catch {
      return false;
    }
  };
  owner.on("exit", () => process.exit(0));
  setInterval(() => {
    if (!answers()) return;
    copyFileSync(record, ${JSON.stringify(notes)});
    owner.kill("SIGKILL");
  }, 50);
}
`;

test.skipIf(process.platform === "win32")("leaves no OpenCode behind when its editor was killed", async () => {
  const model = await startScriptedModel();
  const person = createPerson(model.baseURL, {});
  onTestFinished(async () => {
    await model.close();
    person.remove();
  });
  const [bin, notes] = [join(person.root, "bin"), join(person.root, "server.json")];
  mkdirSync(bin);
  writeFileSync(join(bin, "code"), editor(notes));
  chmodSync(join(bin, "code"), 0o755);
  const env = { ...person.env, TMPDIR: person.root, PATH: `${bin}${delimiter}${person.env["PATH"]}` };
  const { stdout } = await promisify(execFile)(process.execPath, [join(dist, "demo.js"), "--keep"], { env });
  const kept = /^Kept: (.+)$/m.exec(stdout)?.[1] ?? "";
  expect(existsSync(join(kept, "tiny-invoice", ".git", "opencode-swarm", "store"))).toBe(true);
  const { server, keeper } = JSON.parse(readFileSync(notes, "utf8")) as Record<"server" | "keeper", { pid: number }>;
  expect([identify(server.pid), identify(keeper.pid)]).toEqual([null, null]);
  expect(await processesLeft(kept)).toEqual([]);
});
