// A folder with a file and nothing else, a person without a name, without OpenCode and without a provider.
import { accessSync, chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { bakeHome } from "../../../src/demo/baked-home.ts";
import { homePlaces } from "../../support/home-places.ts";
import { opencodeBinary } from "../../support/opencode-person.ts";
import type { Stage } from "./stage.ts";

/** Where no model listens. */
const nobody = "http://127.0.0.1:9/v1";

function holdsOpencode(folder: string): boolean {
  try {
    accessSync(join(folder, "opencode"));
    return true;
  } catch {
    return false;
  }
}

export interface SetupPlaces {
  opencode: string;
  /** A program that calls itself OpenCode 1.2.0. */
  oldOpencode: string;
}

export async function prepareSetup(): Promise<Stage> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "swarm-setup-")));
  const [folder, home] = [join(root, "notes"), join(root, "home")];
  mkdirSync(folder);
  writeFileSync(join(folder, "notes.txt"), "nothing here yet\n");
  const env = bakeHome(home, nobody, process.env);
  writeFileSync(join(home, ".config", "opencode", "opencode.json"), "{}");
  const oldOpencode = join(root, "opencode-old");
  writeFileSync(oldOpencode, "#!/bin/sh\necho 1.2.0\n");
  chmodSync(oldOpencode, 0o755);
  const places: SetupPlaces = { opencode: opencodeBinary(), oldOpencode };
  return {
    folder,
    env: {
      ...env,
      ...homePlaces(home),
      OPENCODE_BIN: "",
      PATH: (env["PATH"] ?? "")
        .split(delimiter)
        .filter((each) => !holdsOpencode(each))
        .join(delimiter),
      SWARM_TEST_PLACES: JSON.stringify(places),
    },
    settings: { "terminal.integrated.gpuAcceleration": "off" },
    remove: async () => rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }),
  };
}

/** An empty window: no folder, and nothing but a home. */
export async function prepareNoFolder(): Promise<Stage> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "swarm-none-")));
  return {
    folder: null,
    env: { ...bakeHome(join(root, "home"), nobody, process.env), TMPDIR: root },
    settings: {},
    remove: async () => rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }),
  };
}
