// The two parts in which a path is shown, as harmless text.
import { plainLine } from "../plain-line.ts";

/** Last part and folder of a path; the folder of a file at the root is empty. */
export function nameAndFolder(path: string): { name: string; folder: string } {
  const cut = path.lastIndexOf("/");
  return { name: plainLine(path.slice(cut + 1)), folder: plainLine(path.slice(0, Math.max(0, cut))) };
}
