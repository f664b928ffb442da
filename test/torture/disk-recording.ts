// Records what several owners of one store do to its files, each of which is killed in the middle or closes the store.
import { lstat, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { startProgram } from "../support/store-lines.ts";
import { type DiskEntry, type DiskOperation, readDiskLog } from "./disk-log.ts";
import { DiskModel } from "./disk-model.ts";

export interface DiskRecording {
  entries: DiskEntry[];
  faults: string[];
}

const owners = 3;

async function inode(path: string): Promise<number | null> {
  return lstat(path).then(
    (found) => found.ino,
    () => null,
  );
}

/** What came of an operation that was under way when its process was killed: looked up on the real disk. */
async function outcome(model: DiskModel, dir: string, end: number, operation: DiskOperation): Promise<DiskEntry> {
  const came = (ok: boolean, killed = ""): DiskEntry => ({ end, ok, killed });
  const at = (name: string): Promise<number | null> => inode(join(dir, name));
  switch (operation.kind) {
    case "open":
      return came((await at(operation.name)) !== null);
    case "rename":
      return came((await at(operation.from)) === null);
    case "link":
      return came((await at(operation.from)) === (await at(operation.to)));
    case "unlink":
      return came((await at(operation.name)) === null);
    case "sync":
    case "sync directory":
      return came(false);
    case "write":
    case "truncate": {
      const file = model.file(operation.file);
      const name = [...model.names()].find(([, one]) => one === file)?.[0];
      const bytes = name === undefined ? Buffer.alloc(0) : await readFile(join(dir, name)).catch(() => Buffer.alloc(0));
      if (operation.kind === "truncate") return came(bytes.length === operation.length);
      const length = Buffer.from(operation.base64, "base64").length;
      const written = bytes.subarray(operation.at, operation.at + length);
      return came(written.length > 0, written.toString("base64"));
    }
  }
}

/** Where the model and the real directory differ: then the recording has missed something. */
async function differences(model: DiskModel, dir: string): Promise<string[]> {
  const expected = [...model.names()].map(([name, file]) => [name, file.content()] as const);
  const there = new Set(await readdir(dir));
  const missed: string[] = [];
  for (const [name, content] of expected) {
    if (!there.delete(name)) missed.push(`${name} is not there`);
    else if (!content.equals(await readFile(join(dir, name)))) missed.push(`${name} has other bytes`);
  }
  return [...missed, ...[...there].map((name) => `${name} is there`)];
}

/** `two calls`: without files that sync themselves. */
export async function recordOwners(program: string, folder: string, random: () => number): Promise<DiskRecording> {
  const dir = join(folder, "store");
  await mkdir(dir);
  const model = new DiskModel(true);
  const entries: DiskEntry[] = [];
  const faults: string[] = [];
  const manner = random() < 0.5 ? "one call" : "two calls";
  for (let owner = 0; owner < owners; owner += 1) {
    const log = join(folder, `log-${owner}`);
    // Many are killed while they open the store.
    const most = Math.ceil(10 ** (1 + 2.2 * random()));
    const closeAfter = Math.ceil(random() * 200);
    const child = startProgram(program, [dir, log, `${owner * 1_000_000}`, `${most}`, `${closeAfter}`, manner]);
    while ((await child.hear()) !== null);
    await child.kill();
    const made = await readDiskLog(log);
    if (made.length < most && !made.some((entry) => "said" in entry && entry.said === "closed"))
      faults.push(`an owner ended by itself after ${made.length} entries`);
    for (const entry of made) model.apply(entry);
    entries.push(...made);
    for (const kind of ["names", "bytes"]) {
      for (const [id, operation] of model.running()) {
        if ((kind === "bytes") !== (operation.kind === "write" || operation.kind === "truncate")) continue;
        const entry = await outcome(model, dir, id, operation);
        model.apply(entry);
        entries.push(entry);
      }
    }
    faults.push(...(await differences(model, dir)).map((what) => `the recording is not what happened: ${what}`));
  }
  return { entries, faults };
}
