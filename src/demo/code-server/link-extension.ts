// Puts the folder of an extension among the installed ones, as it stands: what is built next is there after a reload.
import { mkdir, readFile, rm, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";

/** `extensions`: the folder that VS Code is given as `--extensions-dir`. To be called before it starts. */
export async function linkExtension(folder: string, extensions: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Record<string, unknown>;
  const link = join(extensions, `${manifest["publisher"]}.${manifest["name"]}-${manifest["version"]}`);
  await mkdir(extensions, { recursive: true });
  await rm(link, { recursive: true, force: true });
  // VS Code writes this list at its first start, from the folders that it finds.
  await rm(join(extensions, "extensions.json"), { force: true });
  await symlink(resolve(folder), link, "dir");
}
