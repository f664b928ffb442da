// A person's repository for one sequence, copied from a template, with places beside it that nothing may ever change.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRepository } from "../../support/repositories.ts";
import type { Place } from "./owner.ts";

export interface Ground extends Place {
  parent: string;
  /** Folder that worktrees have links to. */
  linked: string;
  /** Runs git in the checkout or in `cwd`. Throws if it fails. */
  git(args: readonly string[], cwd?: string): Promise<string>;
  /** Digest of the folders that nothing may change. */
  outside(): Promise<string>;
  remove(): Promise<void>;
}

export interface Template {
  ground(): Promise<Ground>;
  remove(): Promise<void>;
}

/** What the person has not committed, by `git status`. */
export const personsChanges = [" M mine.txt", "A  staged.txt", "?? notes ü.txt"];
export const personsFiles = { "mine.txt": "mine, not committed\n", "staged.txt": "s\n", "notes ü.txt": "n\n" };

/** Every file below a folder: path → git's mode and the digest that git would give it. Links are not followed. */
export async function filesBelow(
  folder: string,
  skip: (path: string) => boolean,
  below = "",
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(join(folder, below), { withFileTypes: true }).catch(() => [])) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (skip(path)) continue;
    const place = join(folder, path);
    if (entry.isDirectory()) {
      for (const [name, what] of await filesBelow(folder, skip, path)) found.set(name, what);
      continue;
    }
    const mode = entry.isSymbolicLink() ? "120000" : ((await lstat(place)).mode & 0o100) === 0 ? "100644" : "100755";
    const content = mode === "120000" ? Buffer.from(await readlink(place)) : await readFile(place);
    found.set(path, `${mode} ${blobId(content)}`);
  }
  return found;
}

/** The same for the same files. */
export const digestOf = (files: ReadonlyMap<string, string>): string =>
  [...files]
    .map(([path, what]) => `${what} ${path}`)
    .sort((one, other) => (one < other ? -1 : 1))
    .join("\n");

export const blobId = (content: Buffer): string => objectId("blob", content);

export const objectId = (kind: string, content: Buffer): string =>
  createHash("sha1").update(`${kind} ${content.length}\0`).update(content).digest("hex");

function runGit(env: NodeJS.ProcessEnv, cwd: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile("git", args, { cwd, env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`git ${args.join(" ")}: ${stderr}`));
    });
  });
}

/** A repository of a few files. The template is made once; a ground of it costs the copy of some thirty files. */
export async function createTemplate(): Promise<Template> {
  const template = await createRepository({
    "README.md": "# Sample\n",
    "shared.txt": "shared\n",
    "src/one.ts": "export const one = 1;\n",
    "src/deep/two.ts": "export const two = 2;\n",
    "mine.txt": "committed\n",
    ".gitignore": "ignored/\nnode_modules/\n",
  });
  await rm(join(template.dir, ".git", "hooks"), { recursive: true });
  await template.write(personsFiles);
  await template.git(["add", "staged.txt"]);

  async function ground(): Promise<Ground> {
    const parent = await realpath(await mkdtemp(join(tmpdir(), "swarm-torture-")));
    const dir = join(parent, "repo");
    await cp(template.dir, dir, { recursive: true });
    const places = ["linked", "sentinel"].map((name) => join(parent, name));
    for (const place of places) {
      await mkdir(join(place, "deep"), { recursive: true });
      await writeFile(join(place, "keep.txt"), "keep\n");
      await writeFile(join(place, "deep", "keep.txt"), "keep deep\n");
    }
    const env = { ...template.env, HOME: parent, XDG_STATE_HOME: join(parent, "state") };
    const digest = async (): Promise<string> => {
      const all = await Promise.all(places.map((place) => filesBelow(place, () => false)));
      return all.map(digestOf).join("\n\n");
    };
    return {
      parent,
      dir,
      env,
      linked: places[0] ?? "",
      git: (args, cwd = dir) => runGit(env, cwd, args),
      outside: digest,
      remove: () => rm(parent, { recursive: true, force: true, maxRetries: 5 }),
    };
  }
  return { ground, remove: () => template.remove() };
}
