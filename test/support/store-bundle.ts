// Bundles a program of the tests into one file that plain Node runs, with SQLite beside it, as the build does.
import { build } from "esbuild";
import { copyFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

const banner = [
  'import { createRequire as bundleRequire } from "node:module";',
  'import { fileURLToPath as bundlePathOf } from "node:url";',
  "const require = bundleRequire(import.meta.url);",
  "const __filename = bundlePathOf(import.meta.url);",
  'const __dirname = bundlePathOf(new URL(".", import.meta.url));',
].join("\n");

/** Returns the path of the bundle. */
export async function bundleProgram(source: string, folder: string): Promise<string> {
  const outfile = join(folder, "program.mjs");
  const options = { bundle: true, platform: "node", format: "esm", target: "node20" } as const;
  await build({ entryPoints: [source], outfile, banner: { js: banner }, ...options });
  const wasm = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");
  await copyFile(wasm, join(folder, "sql-wasm.wasm"));
  return outfile;
}
