// What the npm registry gives, taken without running any script of a package.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

/** Installs what the package.json in `folder` asks for, without the packages that only its own development needs. */
export async function installDependencies(folder: string): Promise<void> {
  await npm(["install", "--omit=dev", "--no-audit", "--no-fund"], folder);
}

/** Unpacks one exact version of a package into `folder`, without its dependencies. npm checks the archive's digest. */
export async function unpackPackage(name: string, version: string, folder: string): Promise<void> {
  const download = await mkdtemp(join(folder, ".download-"));
  await npm(["pack", `${name}@${version}`], download);
  const [archive] = await readdir(download);
  if (archive === undefined) throw new Error(`npm pack ${name}@${version} wrote no archive`);
  await execa("tar", ["-xzf", join(download, archive), "--strip-components=1", "-C", folder]);
  await rm(download, { recursive: true });
}

/** The engines of these packages are a wish for the Node.js that runs them, which is not the one that runs npm. */
async function npm(args: readonly string[], cwd: string): Promise<void> {
  await execa("npm", [...args, "--ignore-scripts", "--loglevel=error"], {
    cwd,
    env: { npm_config_engine_strict: "false", npm_config_dry_run: "false" },
    stdin: "ignore",
  });
}
