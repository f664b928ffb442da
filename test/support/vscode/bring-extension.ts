// The ways in which an extension comes into VS Code, apart from being developed there.
import { execa } from "execa";
import { linkExtension } from "../../../src/demo/code-server/link-extension.ts";
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
