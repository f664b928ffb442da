// Writes commits as patches: one file each, that `git am` applies to the same trees.
import { lstat, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Exported, Patches, PatchSeries } from "../../application/ports/patches.ts";
import { slug } from "../../domain/ids.ts";
import { commitTree, treeOf } from "./commit.ts";
import type { Git } from "./git.ts";

/** Whatever the person's own settings say of mails and differences. */
const flags = [
  "--stdout",
  "-1",
  "--binary",
  "--full-index",
  "--no-renames",
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--unified=3",
  "--inter-hunk-context=0",
  "--src-prefix=a/",
  "--dst-prefix=b/",
  "--submodule=short",
  "--ignore-submodules=none",
  "-O/dev/null",
  "--no-attach",
  "--no-signature",
  "--no-thread",
  "--no-cover-letter",
  "--no-numbered",
  "--no-base",
  "--no-to",
  "--no-cc",
  "--no-add-header",
  "--no-signoff",
  "--no-notes",
  "--no-from",
  "--subject-prefix=PATCH",
];

/** A line that `git am` would take for the beginning of the patch, or of the next mail. */
const misleading = /^(diff -|Index: |---|From )/gm;

interface Step {
  commit: string;
  /** Instead of its own message. */
  message: string | null;
}

/** Commits from `base` to `tip`, oldest first; null: the line of first parents does not lead there. */
async function lineOf(git: Git, base: string, tip: string): Promise<string[] | null> {
  if (base === tip) return [];
  const out = await git.output(["rev-list", "--first-parent", "--parents", "--reverse", `${base}..${tip}`]);
  const line = out.trimEnd().split("\n");
  return line[0]?.split(" ")[1] === base ? line.map((entry) => entry.slice(0, entry.indexOf(" "))) : null;
}

/** The same tree, author and date on the patch before it; the message cannot be taken for a patch. */
async function copyOf(git: Git, { commit, message: said }: Step, parent: string): Promise<string> {
  const shown = await git.output(["show", "-s", "--format=%an%x00%ae%x00%at %ad%x00%B", "--date=format:%z", commit]);
  const [name = "", email = "", at = "", own = ""] = shown.split("\0");
  const message = `${(said ?? own.trimEnd()).replaceAll(misleading, " $1")}\n`;
  const author = { name: name === "" ? "unknown" : name, email, at: `@${at}` };
  return commitTree(git, { tree: await treeOf(git, commit), parents: [parent], message, author });
}

async function patchesOf(git: Git, series: PatchSeries): Promise<[string, Uint8Array][]> {
  const { base, tip, title, leftovers } = series;
  const folder = join(series.folder, series.below ?? "");
  const line = await lineOf(git, base, tip);
  const steps: Step[] = line?.map((commit) => ({ commit, message: null })) ?? [{ commit: tip, message: title }];
  if (leftovers !== null) steps.push({ commit: leftovers, message: `Uncommitted changes: ${title}` });
  const patches: [string, Uint8Array][] = [];
  let parent = base;
  for (const step of steps) {
    const copy = await copyOf(git, step, parent);
    const bytes = await git.bytes(["format-patch", ...flags, copy]);
    parent = copy;
    if (bytes.length === 0) continue;
    const subject = await git.line(["show", "-s", "--format=%s", copy]);
    const number = String(patches.length + 1).padStart(4, "0");
    patches.push([
      join(folder, `${number}-${step.commit === leftovers ? "uncommitted" : slug(subject, 50)}.patch`),
      bytes,
    ]);
  }
  return patches;
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

export async function writePatches(
  git: Git,
  series: readonly PatchSeries[],
  { overwrite }: Parameters<Patches["writePatches"]>[1],
): Promise<Exported> {
  const patches: [string, Uint8Array][] = [];
  for (const one of series) patches.push(...(await patchesOf(git, one)));
  const files = patches.map(([file]) => file);
  const there: string[] = [];
  for (const file of files) if (await isThere(file)) there.push(file);
  if (there.length > 0 && !overwrite) return { kind: "exists", files: there };
  for (const [file, bytes] of patches) {
    await mkdir(dirname(file), { recursive: true });
    // What stands there is replaced, and never written through a link.
    if (overwrite) await rm(file, { force: true });
    await writeFile(file, bytes, { flag: "wx" });
  }
  return { kind: "written", files };
}
