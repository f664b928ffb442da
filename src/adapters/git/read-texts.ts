// Texts of files at commits, many in one go.
import { isUtf8 } from "node:buffer";
import type { Git } from "./git.ts";

/** Bytes of a file that is read; a larger one was not written by hand. */
const textLimit = 1024 * 1024;

const lineEnd = 10;

/** In the order asked; null: no such file there, no text, or too large. A path with a line break has no text. */
export async function readTexts(
  git: Git,
  files: readonly { commit: string; path: string }[],
): Promise<(string | null)[]> {
  const names = files.map(({ commit, path }) => (path.includes("\n") ? "" : `${commit}:${path}`));
  if (names.length === 0) return [];
  const asked = names.map((name) => `${name}\n`).join("");
  const described = await git.output(["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"], {
    input: asked,
  });
  const wanted = described.split("\n").map((line) => {
    const [id = "", type, size] = line.split(" ");
    return type === "blob" && Number(size) <= textLimit ? id : null;
  });
  const ids = [...new Set(wanted.filter((id) => id !== null))];
  const texts = await contentsOf(git, ids);
  return names.map((_, at) => texts.get(wanted[at] ?? "") ?? null);
}

async function contentsOf(git: Git, ids: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  if (ids.length === 0) return texts;
  const said = Buffer.from(await git.bytes(["cat-file", "--batch=%(objectsize)"], { input: `${ids.join("\n")}\n` }));
  let at = 0;
  for (const id of ids) {
    const start = said.indexOf(lineEnd, at) + 1;
    const end = start + Number(said.toString("latin1", at, start - 1));
    const content = said.subarray(start, end);
    if (isUtf8(content) && !content.includes(0)) texts.set(id, content.toString("utf8"));
    at = end + 1;
  }
  return texts;
}
