// A patch of git in its parts: files, hunks, and the same patch with some of them. It knows nothing of our own code.
import type { LineEdit, LineRun } from "../../../../src/domain/chosen-part.ts";

export interface PatchHunk {
  old: LineRun;
  new: LineRun;
  body: readonly string[];
  /** The runs of lines that it changes, without what stands around them. */
  edits: LineEdit[];
}

export interface PatchFile {
  /** What stands before the first hunk, or all of it for a binary file. */
  header: readonly string[];
  hunks: PatchHunk[];
}

const head = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;
const run = (start = "0", count = "1"): LineRun => ({ start: Number(start), count: Number(count) });

/** Where the next line stands: a run without a line is named by the line before it. */
const next = ({ start, count }: LineRun): number => (count === 0 ? start + 1 : start);

function editsOf({ old, new: now, body }: Omit<PatchHunk, "edits">): LineEdit[] {
  const edits: LineEdit[] = [];
  let [oldAt, newAt, gone, come] = [next(old), next(now), 0, 0];
  const flush = (): void => {
    const at = (start: number, count: number): LineRun => ({ start: count === 0 ? start - 1 : start, count });
    if (gone + come > 0) edits.push({ old: at(oldAt, gone), new: at(newAt, come) });
    [oldAt, newAt, gone, come] = [oldAt + gone, newAt + come, 0, 0];
  };
  for (const line of body) {
    if (line.startsWith("-")) gone += 1;
    else if (line.startsWith("+")) come += 1;
    else if (line.startsWith(" ")) {
      flush();
      [oldAt, newAt] = [oldAt + 1, newAt + 1];
    }
  }
  flush();
  return edits;
}

/** `patch` in latin1: every character is a byte. */
export function readPatch(patch: string): PatchFile[] {
  const files: { header: string[]; hunks: { old: LineRun; new: LineRun; body: string[] }[] }[] = [];
  for (const line of patch.split("\n").slice(0, -1)) {
    const found = head.exec(line);
    const file = files.at(-1);
    if (line.startsWith("diff --git ")) files.push({ header: [line], hunks: [] });
    else if (found !== null) file?.hunks.push({ old: run(found[1], found[2]), new: run(found[3], found[4]), body: [] });
    else (file?.hunks.at(-1)?.body ?? file?.header)?.push(line);
  }
  return files.map(({ header, hunks }) => ({
    header,
    hunks: hunks.map((hunk) => ({ ...hunk, edits: editsOf(hunk) })),
  }));
}

const said = (sign: string, start: number, count: number): string =>
  `${sign}${count === 0 ? start - 1 : start},${count}`;

/** The same with these hunks only. The other ones move the lines of one side, and nobody else tells git by how much. */
export function withHunks(file: PatchFile, chosen: readonly PatchHunk[], reversed: boolean): string {
  let shift = 0;
  const hunks = chosen.map(({ old, new: now, body }) => {
    const [oldStart, newStart] = reversed ? [next(now) - shift, next(now)] : [next(old), next(old) + shift];
    shift += now.count - old.count;
    const where = `@@ ${said("-", oldStart, old.count)} ${said("+", newStart, now.count)} @@`;
    return [where, ...body].map((line) => `${line}\n`).join("");
  });
  return [...file.header.map((line) => `${line}\n`), ...hunks].join("");
}

/** Of a file that keeps its name and its mode. */
export function withoutHeader({ header, hunks }: PatchFile): PatchFile {
  const name = header.find((line) => line.startsWith("+++ "))?.slice(4) ?? "";
  const old = name.startsWith('"') ? `"a${name.slice(2)}` : `a${name.slice(1)}`;
  const plain = (side: string): string => side.replace(/\t$/, "");
  return { header: [`diff --git ${plain(old)} ${plain(name)}`, `--- ${old}`, `+++ ${name}`], hunks };
}
