// What the oldest code-server lacks: an option for VS Code's smoke-test driver, and a module for passwords that is not compiled here.
import { readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { randomUUID } from "node:crypto";
import type { CodeServer } from "../../../src/demo/code-server/install-code-server.ts";

const before = `"without-connection-token": true }`;
const after = `"without-connection-token": true, "enable-smoke-test-driver": process.env.SWARM_TEST_SMOKE_DRIVER === "1" }`;

/** No test has a password. */
const withoutPasswords = `exports.hash = exports.verify = async () => { throw new Error("not compiled"); };\n`;

/** Changes the installation, once; others may run it meanwhile. */
export async function teachOldest({ entry }: CodeServer): Promise<void> {
  const file = join(dirname(entry), "routes/vscode.js");
  const code = await readFile(file, "utf8");
  if (code.includes(after)) return;
  if (!code.includes(before)) throw new Error(`${file} has another shape.`);
  await replaceFile(join(dirname(entry), "../../node_modules/argon2/argon2.js"), withoutPasswords);
  await replaceFile(file, code.replace(before, after));
}

async function replaceFile(file: string, content: string): Promise<void> {
  const part = `${file}.${randomUUID()}`;
  await writeFile(part, content);
  await rename(part, file);
}
