// Reads what a scene exercised: what its specs noted, and the commands that the extension's own log tells of.
import { readFile, readdir } from "node:fs/promises";
import { basename, join } from "node:path";

const logName = "OpenCode Swarm.log";
const calledCommand = /\bcommand: ([\w.]+)$/gm;

/** The lines that specs wrote; none if they wrote no file. */
export async function exercisedIn(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

/** However they were called: by a spec, the palette, a menu, a key, a link or the webview. */
export async function commandsInLogs(userData: string): Promise<string[]> {
  const names = await readdir(join(userData, "logs"), { recursive: true }).catch(() => []);
  const logs = names.filter((name) => basename(name) === logName);
  const texts = await Promise.all(logs.map((name) => readFile(join(userData, "logs", name), "utf8")));
  return texts.flatMap((text) => [...text.matchAll(calledCommand)]).map(([, id]) => `command swarmPanel.${id}`);
}
