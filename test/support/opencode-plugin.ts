// The programs that others run for us, as they will be shipped: one file each that imports nothing but Node's own modules.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const source = (path: string): string => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));

async function bundle(entry: string, outfile: string): Promise<string> {
  await build({ entryPoints: [entry], outfile, bundle: true, platform: "node", format: "esm", target: "node20" });
  return outfile;
}

/** Bundles the plug-in into `folder` and returns its path. */
export const bundlePlugin = (folder: string): Promise<string> =>
  bundle(source("plugin/swarm-plugin.ts"), join(folder, "plugin.js"));

/** Bundles the keeper into `folder` and returns its path. */
export const bundleKeeper = (folder: string): Promise<string> =>
  bundle(source("keeper.ts"), join(folder, "keeper.mjs"));
