// Brings files that were set aside, and what is staged of them, into one of the states that they can be in.
import { randomBytes } from "node:crypto";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import type { AsideRecord } from "./aside-record.ts";
import { copyIndex } from "./copy-index.ts";
import {
  contentAt,
  contentIn,
  dropDraft,
  entriesOf,
  isSame,
  putContent,
  type FileContent,
  type TreeEntry,
} from "./file-content.ts";
import type { Git } from "./git.ts";
import { movesDir } from "./move-record.ts";

/** `before`: as the person had it. `clean`: as the branch has it. `after`: the person's, merged with what the branch gets. */
export type AsideState = "before" | "clean" | "cleanAfter" | "after";

interface Sources {
  staged: Map<string, TreeEntry>;
  content(path: string, mode: number | null): Promise<FileContent | null>;
}

async function sourcesOf(git: Git, { old, new: next, trees }: AsideRecord): Promise<Record<AsideState, Sources>> {
  const ids = { old, next, ...trees };
  const entries = Object.fromEntries(
    await Promise.all(Object.entries(ids).map(async ([name, tree]) => [name, await entriesOf(git, tree)] as const)),
  ) as Record<keyof typeof ids, Map<string, TreeEntry>>;
  const committed = (name: "old" | "next"): Sources => ({
    staged: entries[name],
    content: (path) => contentIn(git, path, entries[name].get(path), true),
  });
  const asItWas = async (path: string, mode: number | null): Promise<FileContent | null> => {
    const content = await contentIn(git, path, entries.raw.get(path), false);
    return content === null ? null : { ...content, permissions: content.kind === "link" ? null : mode };
  };
  return {
    clean: committed("old"),
    cleanAfter: committed("next"),
    before: { staged: entries.index, content: asItWas },
    after: {
      staged: entries.indexAfter,
      content: (path, mode) => {
        const [was, is] = [entries.work.get(path), entries.workAfter.get(path)];
        const unchanged = was?.id === is?.id && was?.mode === is?.mode;
        return unchanged ? asItWas(path, mode) : contentIn(git, path, is, true);
      },
    },
  };
}

const spelled = (entry: TreeEntry | undefined): string => (entry === undefined ? "" : `${entry.mode} ${entry.id}`);

async function stagedNow(git: Git, env: Record<string, string>): Promise<Map<string, string>> {
  const staged = new Map<string, string>();
  for (const record of await git.list(["ls-files", "--stage", "-z"], { env })) {
    const tab = record.indexOf("\t");
    const [mode = "", id = "", stage = ""] = record.slice(0, tab).split(" ");
    staged.set(record.slice(tab + 1), stage === "0" ? `${mode} ${id}` : "unmerged");
  }
  return staged;
}

/**
 * Call it with the lock of the index held. Only what is in one of the states `from` is touched: what a person wrote since
 * stays, and is named in the answer.
 */
export async function putFiles(
  git: Git,
  commonDir: string,
  record: AsideRecord,
  to: AsideState,
  from: readonly AsideState[],
): Promise<string[]> {
  const sources = await sourcesOf(git, record);
  const { gitDir, token, path: root, files } = record;
  const left = new Set<string>();
  for (const { path, mode } of files) {
    const [wanted, now] = [await sources[to].content(path, mode), await contentAt(root, path)];
    if (isSame(wanted, now)) continue;
    const known = await Promise.all(from.map((state) => sources[state].content(path, mode)));
    if (known.some((content) => isSame(content, now))) await putContent(root, path, wanted, token);
    else left.add(path);
  }
  for (const { path } of files) await dropDraft(root, path, token);
  // A name of its own each time: the git of a killed process may have left the lock of another one.
  const indexFile = join(movesDir(commonDir), `${token}-${randomBytes(4).toString("hex")}.aside-index`);
  const env = { GIT_INDEX_FILE: indexFile };
  await copyIndex(join(gitDir, "index"), indexFile);
  const staged = await stagedNow(git, env);
  const lines: string[] = [];
  for (const { path } of files) {
    const wanted = sources[to].staged.get(path);
    const now = staged.get(path) ?? "";
    if (now === spelled(wanted)) continue;
    if (!from.some((state) => spelled(sources[state].staged.get(path)) === now)) left.add(path);
    else lines.push(`${wanted === undefined ? `0 ${"0".repeat(record.old.length)}` : spelled(wanted)}\t${path}\0`);
  }
  // What goes makes room for what comes.
  const input = lines.toSorted((one, other) => Number(other.startsWith("0 ")) - Number(one.startsWith("0 "))).join("");
  await git.answer(["update-index", "-z", "--index-info"], { env, input });
  await git.answer(["update-index", "-q", "--refresh"], { env, expect: [0, 1] });
  await rename(indexFile, join(gitDir, "index"));
  return [...left].sort();
}
