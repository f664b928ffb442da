// Changed files by their folders, for a view that shows them as a tree.
import type { FileChange } from "../../../application/live-swarm.ts";

export interface Folder {
  /** Whole path, `/`. */
  path: string;
  /** The part of it that stands in the row: folders with nothing but one folder in them are one row. */
  label: string;
  folders: Folder[];
  files: FileChange[];
}

interface Growing {
  folders: Map<string, Growing>;
  files: FileChange[];
}

const growing = (): Growing => ({ folders: new Map(), files: [] });

function put(root: Growing, file: FileChange): void {
  let at = root;
  for (const name of file.path.split("/").slice(0, -1)) {
    const next = at.folders.get(name) ?? growing();
    at.folders.set(name, next);
    at = next;
  }
  at.files.push(file);
}

function folderOf(parent: string, label: string, { folders, files }: Growing): Folder {
  const path = parent === "" ? label : `${parent}/${label}`;
  const [only, ...more] = folders;
  if (only !== undefined && more.length === 0 && files.length === 0)
    return folderOf(parent, `${label}/${only[0]}`, only[1]);
  return { path, label, folders: [...folders].map(([name, folder]) => folderOf(path, name, folder)), files };
}

/** Folders and files each in the order in which their first file comes. */
export function folderTree(files: readonly FileChange[]): Pick<Folder, "folders" | "files"> {
  const root = growing();
  for (const file of files) put(root, file);
  return { folders: [...root.folders].map(([name, folder]) => folderOf("", name, folder)), files: root.files };
}

/** All files below it, in the order of the rows. */
export const filesBelow = ({ folders, files }: Pick<Folder, "folders" | "files">): FileChange[] => [
  ...folders.flatMap(filesBelow),
  ...files,
];
