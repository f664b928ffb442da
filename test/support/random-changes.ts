// Random changes of a small repository, such as two workers make them: edits, moves, deletions, and folders that move.
import fc from "fast-check";

export type RandomChange =
  | { kind: "edit"; file: number; line: number; word: number }
  | { kind: "delete" | "executable"; file: number }
  | { kind: "move"; file: number; to: number }
  | { kind: "add"; to: number; word: number }
  | { kind: "move-folder"; folder: number; to: number };

const lines = 12;
const folders = ["lib", "docs/ü x"];
export const newNames = ["lib/new.txt", "new.txt", "lib", "moved/0.txt", "docs/ü x/new.txt"];
const newFolders = ["moved", "core"];
/** Every file begins with lines of its own, so that git finds it again when it moves. */
const names = [...folders.flatMap((folder) => [`${folder}/0.txt`, `${folder}/1.txt`]), "2.txt", "3.txt"];

const content = (name: string): string[] => Array.from({ length: lines }, (_, at) => `${name} line ${at}`);

export const firstFiles: Record<string, string> = Object.fromEntries(
  names.map((name) => [name, `${content(name).join("\n")}\n`]),
);

const upTo = (most: number): fc.Arbitrary<number> => fc.nat({ max: most - 1 });

export const randomChanges: fc.Arbitrary<RandomChange[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("edit" as const),
        file: upTo(names.length),
        line: upTo(lines),
        word: upTo(3),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("delete", "executable"), file: upTo(names.length) }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("move" as const), file: upTo(names.length), to: upTo(newNames.length) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("add" as const), to: upTo(newNames.length), word: upTo(3) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("move-folder" as const),
        folder: upTo(folders.length),
        to: upTo(newFolders.length),
      }),
    },
  ),
  { minLength: 1, maxLength: 4 },
);

/** A file's content and whether it is executable, by path. */
export type Tree = ReadonlyMap<string, { text: string; executable: boolean }>;

export const firstTree: Tree = new Map(
  Object.entries(firstFiles).map(([path, text]) => [path, { text, executable: false }]),
);

/** A file takes the place of a folder and the other way round. */
function placed(tree: Tree, path: string, file: { text: string; executable: boolean }): Tree {
  const kept = [...tree].filter(([other]) => !other.startsWith(`${path}/`) && !path.startsWith(`${other}/`));
  return new Map([...kept, [path, file]]);
}

function without(tree: Tree, path: string): Tree {
  return new Map([...tree].filter(([other]) => other !== path));
}

export function applied(tree: Tree, change: RandomChange): Tree {
  const name = "file" in change ? (names[change.file] ?? "") : "";
  const file = tree.get(name);
  switch (change.kind) {
    case "edit": {
      if (file === undefined) return tree;
      const text = file.text.split("\n");
      text[change.line] = `word ${change.word}`;
      return new Map(tree).set(name, { ...file, text: text.join("\n") });
    }
    case "delete":
      return without(tree, name);
    case "executable":
      return file === undefined ? tree : new Map(tree).set(name, { ...file, executable: !file.executable });
    case "move":
      return file === undefined ? tree : placed(without(tree, name), newNames[change.to] ?? "", file);
    case "add":
      return placed(tree, newNames[change.to] ?? "", { text: `word ${change.word}\n`, executable: false });
    case "move-folder": {
      const from = `${folders[change.folder]}/`;
      const moved = [...tree].filter(([path]) => path.startsWith(from));
      const left: Tree = new Map([...tree].filter(([path]) => !path.startsWith(from)));
      return moved.reduce(
        (all, [path, one]) => placed(all, `${newFolders[change.to]}/${path.slice(from.length)}`, one),
        left,
      );
    }
  }
}
