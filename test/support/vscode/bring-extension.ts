// The ways in which an extension comes into VS Code, apart from being developed there.
import { readFile, rm, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { execa } from "execa";
import type { CodeServer } from "../../../src/demo/code-server/install-code-server.ts";
import type { Profile } from "./profile.ts";

/**
 * `development`: as by F5, which `extensionTestsPath` needs; VS Code then shows no toasts. `linked`: a folder that stands as
 * installed. `packaged`: a .vsix that VS Code installs.
 */
export type ExtensionSource =
  | { kind: "development"; folder: string }
  | { kind: "linked"; folder: string }
  | { kind: "packaged"; vsix: string }
  | { kind: "none" };

/** Puts the extension in the profile, before the server starts. */
export async function bringExtension(
  source: ExtensionSource,
  server: CodeServer,
  profile: Profile,
  places: readonly string[],
  env: Record<string, string>,
): Promise<void> {
  if (source.kind === "packaged")
    await execa(server.node, [server.entry, ...places, "--install-extension", source.vsix, "--force"], {
      env,
      extendEnv: false,
    });
  if (source.kind === "linked") await linkExtension(source.folder, profile.extensions);
}

async function linkExtension(folder: string, extensions: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Record<string, unknown>;
  const link = join(extensions, `${manifest["publisher"]}.${manifest["name"]}-${manifest["version"]}`);
  await rm(link, { recursive: true, force: true });
  // VS Code writes this list at its first start, from the folders that it finds.
  await rm(join(extensions, "extensions.json"), { force: true });
  await symlink(resolve(folder), link, "dir");
}
