// The plug-in as it will be shipped: one file that imports nothing but Node's own modules.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const entry = fileURLToPath(new URL("../../src/plugin/swarm-plugin.ts", import.meta.url));

/** Bundles the plug-in into `folder` and returns its path. */
export async function bundlePlugin(folder: string): Promise<string> {
  const outfile = join(folder, "plugin.js");
  await build({ entryPoints: [entry], outfile, bundle: true, platform: "node", format: "esm", target: "node20" });
  return outfile;
}
