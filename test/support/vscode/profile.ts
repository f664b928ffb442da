// The folders that a VS Code has to itself: its settings, its extensions and a home, with nothing of the person's.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quietSettings } from "./quiet-settings.ts";

export interface Profile {
  /** Holds what follows, the log of the server and its configuration. */
  readonly root: string;
  readonly userData: string;
  readonly extensions: string;
  readonly home: string;
}

/** A new profile in a temporary folder. The caller removes it. */
export async function createProfile(settings: Readonly<Record<string, unknown>>): Promise<Profile> {
  // Short, because a socket's path below it may have 103 characters.
  const root = await mkdtemp(join(tmpdir(), "swarm-vsc-"));
  return prepareProfile(
    { root, userData: join(root, "data"), extensions: join(root, "ext"), home: join(root, "home") },
    settings,
  );
}

/** Makes the folders of a profile and writes its settings, which the server reads when it starts and never again. */
export async function prepareProfile(profile: Profile, settings: Readonly<Record<string, unknown>>): Promise<Profile> {
  const user = join(profile.userData, "User");
  for (const folder of [user, profile.extensions, profile.home]) await mkdir(folder, { recursive: true });
  await writeFile(join(user, "settings.json"), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  return profile;
}

export const removeProfile = (profile: Profile): Promise<void> =>
  rm(profile.root, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
