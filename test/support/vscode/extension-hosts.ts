// Which extension hosts run below a server, as Linux lists processes.
import { readFile } from "node:fs/promises";

/** Process ids of the extension hosts among the descendants of `pid`. */
export async function extensionHosts(pid: number): Promise<number[]> {
  const below = await children(pid);
  const deeper = await Promise.all(below.map(extensionHosts));
  const hosts = await Promise.all(below.map(async (child) => ((await isExtensionHost(child)) ? [child] : [])));
  return [...hosts.flat(), ...deeper.flat()];
}

/** A process that has just gone has no children and no command line. */
const read = (path: string): Promise<string> => readFile(path, "utf8").catch(() => "");

async function children(pid: number): Promise<number[]> {
  const line = await read(`/proc/${pid}/task/${pid}/children`);
  return line
    .split(" ")
    .filter((word) => word !== "")
    .map(Number);
}

const isExtensionHost = async (pid: number): Promise<boolean> =>
  (await read(`/proc/${pid}/cmdline`)).includes("--type=extensionHost");
