// Makes one JavaScript file of a TypeScript child, because Node 20 cannot start TypeScript itself.
import { join } from "node:path";
import { build } from "esbuild";

/** Bundles `test/adapters/git/<name>.ts` into `folder` and gives the file. */
export async function bundleChild(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return outfile;
}
