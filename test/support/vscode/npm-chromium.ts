// Chromium as the package @sparticuz/chromium holds it: packed with brotli, with the libraries that a bare Linux lacks.
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { execa } from "execa";
import { cachedFolder } from "../../../src/demo/code-server/cache-folder.ts";
import { unpackPackage } from "../../../src/demo/code-server/npm-packages.ts";

const version = "153.0.0";

/** The executable and the environment in which it finds its libraries, and its fonts where the machine has none. */
export async function npmChromium(): Promise<{ executable: string; env: Record<string, string> }> {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error("No browser found: install Chrome, Chromium or Edge, or name one in CHROME_PATH.");
  const folder = await cachedFolder(`vscode-chromium-${version}`, unpackChromium);
  const libraries = [join(folder, "libraries/lib"), process.env["LD_LIBRARY_PATH"] ?? ""].filter((path) => path !== "");
  const env: Record<string, string> = { LD_LIBRARY_PATH: libraries.join(":") };
  if (!existsSync("/etc/fonts/fonts.conf")) env["FONTCONFIG_FILE"] = join(folder, "fonts.conf");
  return { executable: join(folder, "chromium"), env };
}

async function unpackChromium(folder: string, finalFolder: string): Promise<void> {
  const packed = join(folder, "package");
  await mkdir(packed);
  await unpackPackage("@sparticuz/chromium", version, packed);
  const archives = join(packed, "bin");
  await writeFile(join(folder, "chromium"), await unpacked(join(archives, "chromium.br")), { mode: 0o755 });
  await untar(join(archives, "al2023.tar.br"), join(folder, "libraries"));
  // SwiftShader is looked for beside the executable.
  await untar(join(archives, "swiftshader.tar.br"), folder);
  await untar(join(archives, "fonts.tar.br"), join(folder, "fonts"));
  await writeFile(join(folder, "fonts.conf"), fontConfiguration(finalFolder));
  await rm(packed, { recursive: true });
  if (!(await readdir(folder)).includes("libraries")) throw new Error("The Chromium package has another shape.");
}

const unpacked = async (file: string): Promise<Buffer> => brotliDecompressSync(await readFile(file));

async function untar(file: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await execa("tar", ["-xf", "-", "-C", folder], { input: await unpacked(file) });
}

const fontConfiguration = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;
