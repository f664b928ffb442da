// A commit with every kind of change that git knows, each in a file of its own.
import { chmod, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestRepository } from "../../../support/repositories.ts";

const lines = (count: number, word: (at: number) => string, end = "\n"): string[] =>
  Array.from({ length: count }, (_, at) => `${word(at)}${end}`);

/** Some lines replaced, some taken away, some added: near each other and far apart. */
function edited(before: readonly string[], every: number, end = "\n"): string {
  return before
    .flatMap((line, at) => {
      if (at % every === 3) return [`changed ${at}${end}`, line];
      if (at % every === 5) return [];
      return at % every === 11 ? [`other ${at}${end}`] : [line];
    })
    .join("");
}

const text = lines(90, (at) => `line ${at}`);
const windows = lines(60, (at) => `windows ${at}`, "\r\n");
const accents = lines(50, (at) => `größer ${at} 日本`);
const code = lines(80, (at) => `code ${at}`);
/** Hardly a line of it is the only one of its kind. */
const huge = lines(3000, (at) => (at % 97 === 0 ? `mark ${at}` : (["{", "  x();", "}", ""][at % 4] ?? "")));
const latin = (words: string): Buffer => Buffer.from(words, "latin1");

export interface GoldenChange {
  base: string;
  commit: string;
}

/** Makes both commits in the checkout. */
export async function goldenChange({ dir, git, write, commit }: TestRepository): Promise<GoldenChange> {
  const at = (path: string): string => join(dir, path);
  const module = (id: string) => git(["update-index", "--add", "--cacheinfo", `160000,${id.repeat(40)},module`]);
  // What git adds of the folder would take the submodule away, which is a folder that is not there.
  const save = async (): Promise<string> => {
    await git(["commit", "--quiet", "-m", "state"]);
    return git(["rev-parse", "HEAD"]);
  };
  await commit({
    "text.txt": text.join(""),
    "windows.txt": windows.join(""),
    "mit Leerzeichen/größe 日本.txt": accents.join(""),
    "run.sh": code.join(""),
    "only mode.sh": "true\n",
    "old name.js": code.map((line) => `js ${line}`).join(""),
    "moved.txt": text.map((line) => `moved ${line}`).join(""),
    "huge.c": huge.join(""),
    "no end.txt": `${lines(30, (n) => `end ${n}`).join("")}last`,
    "gets end.txt": `${lines(30, (n) => `ends ${n}`).join("")}last`,
    "gone.txt": "gone\n",
    "gone.bin": "\0\u0001gone",
    "picture.bin": "\0\u0001\u0002",
    "becomes link": "plain\n",
    'tab\tand"quote.txt': lines(20, (n) => `odd ${n}`).join(""),
  });
  await symlink("text.txt", at("link"));
  await writeFile(at("latin.txt"), latin(lines(40, (n) => `caf\u00e9 ${n}`).join("")));
  await git(["add", "--all"]);
  await module("1");
  const base = await save();
  await write({
    "text.txt": edited(text, 13),
    "windows.txt": edited(windows, 13, "\r\n"),
    "mit Leerzeichen/größe 日本.txt": edited(accents, 17),
    "run.sh": edited(code, 23),
    "old name.js": null,
    "new/name.js": edited(
      code.map((line) => `js ${line}`),
      40,
    ),
    "moved.txt": null,
    "away/moved.txt": text.map((line) => `moved ${line}`).join(""),
    "huge.c": edited(huge, 211),
    "no end.txt": `first\n${lines(30, (n) => (n === 15 ? "fifteen" : `end ${n}`)).join("")}last, longer`,
    "gets end.txt": `${lines(30, (n) => (n === 4 ? "four" : `ends ${n}`)).join("")}last\n`,
    "gone.txt": null,
    "gone.bin": null,
    "picture.bin": "\0\u0001\u0002\u0003",
    "new.bin": "new\0",
    "new.txt": "new\nfile",
    "empty.txt": "",
    'tab\tand"quote.txt': lines(20, (n) => (n % 9 === 2 ? `odder ${n}` : `odd ${n}`)).join(""),
  });
  for (const path of ["link", "becomes link"]) await rm(at(path));
  await symlink("huge.c", at("link"));
  await symlink("text.txt", at("becomes link"));
  const cafe = (n: number): string => (n % 14 === 6 ? `th\u00e9 ${n}` : `caf\u00e9 ${n}`);
  await writeFile(at("latin.txt"), latin(lines(40, cafe).join("")));
  for (const path of ["run.sh", "only mode.sh"]) await chmod(at(path), 0o755);
  await git(["add", "--all"]);
  await module("2");
  return { base, commit: await save() };
}
