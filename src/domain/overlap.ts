// Which works may stand in each other's way, from the paths that they change alone. Whether they do, only a merge tells.

/** A path that differs from where a work began; a rename is a deletion and an addition. */
export interface PathChange {
  /** Repository-relative, `/`. */
  path: string;
  change: "added" | "modified" | "deleted";
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Every folder that a path lies in, the root as an empty name. */
function foldersAbove(path: string): string[] {
  const folders = [""];
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) folders.push(path.slice(0, at));
  return folders;
}

const pathsOf = (changes: readonly PathChange[], wanted: (change: PathChange["change"]) => boolean): Set<string> =>
  new Set(changes.filter(({ change }) => wanted(change)).map(({ path }) => path));

/** One puts a file where the other has a folder, or adds to a folder that the other takes files out of (and may rename). */
function entersFolderOf(one: readonly PathChange[], other: readonly PathChange[]): boolean {
  const files = pathsOf(other, (change) => change !== "deleted");
  const left = new Set([...pathsOf(other, (change) => change === "deleted")].map(folderOf));
  return one.some(({ path, change }) =>
    foldersAbove(path).some((folder) => files.has(folder) || (change === "added" && left.has(folder))),
  );
}

/** False: no merge of the two can conflict. */
export function mayConflict(one: readonly PathChange[], other: readonly PathChange[]): boolean {
  const paths = pathsOf(one, () => true);
  return other.some(({ path }) => paths.has(path)) || entersFolderOf(one, other) || entersFolderOf(other, one);
}

/** Pairs that a merge has to tell about, now that these works have changed: each once, in the order of `works`. */
export function pairsToProbe(
  works: ReadonlyMap<string, readonly PathChange[]>,
  changed: ReadonlySet<string>,
): [string, string][] {
  const all = [...works];
  return all.flatMap(([one, ones], at) =>
    all
      .slice(at + 1)
      .filter(([other, others]) => (changed.has(one) || changed.has(other)) && mayConflict(ones, others))
      .map(([other]): [string, string] => [one, other]),
  );
}
