// The id that git would give a folder's content as a tree, without asking git.
import { objectId } from "./ground.ts";

/** `files`: path → mode and blob id. */
export function treeId(files: ReadonlyMap<string, string>): string {
  const here = new Map<string, string>();
  const folders = new Map<string, Map<string, string>>();
  for (const [path, what] of files) {
    const slash = path.indexOf("/");
    if (slash < 0) {
      here.set(path, what);
      continue;
    }
    const folder = folders.get(path.slice(0, slash)) ?? new Map<string, string>();
    folders.set(path.slice(0, slash), folder.set(path.slice(slash + 1), what));
  }
  for (const [name, inside] of folders) here.set(name, `40000 ${treeId(inside)}`);
  // git sorts a folder as if its name ended with a slash.
  const sortName = (name: string): Buffer => Buffer.from(folders.has(name) ? `${name}/` : name);
  const entries = [...here].sort(([one], [other]) => Buffer.compare(sortName(one), sortName(other)));
  const lines = entries.flatMap(([name, what]) => {
    const [mode = "", id = ""] = what.split(" ");
    return [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")];
  });
  return objectId("tree", Buffer.concat(lines));
}
