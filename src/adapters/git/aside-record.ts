// What a process needs that finds the person's work set aside: written before the first file moves, removed after the last.
import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { movesDir } from "./move-record.ts";

const recordSchema = z.object({
  branch: z.string(),
  old: z.string(),
  new: z.string(),
  /** Checkout that has the branch, and its git directory. */
  path: z.string(),
  gitDir: z.string(),
  /** Stands in the lock and in the names of our files. */
  token: z.string(),
  /** Repository-relative, with the permissions of the file as it was; null: there was none. */
  files: z.array(z.object({ path: z.string(), mode: z.number().nullable() })),
  /** Ids of trees. `raw`: `work` with every byte as it was on the disk, whatever git's filters make of it. */
  trees: z.object({
    index: z.string(),
    work: z.string(),
    raw: z.string(),
    /** The same after a three-way merge with what the branch gets. */
    indexAfter: z.string(),
    workAfter: z.string(),
  }),
});

export type AsideRecord = z.infer<typeof recordSchema>;

const recordFile = (commonDir: string, branch: string): string =>
  join(movesDir(commonDir), `${createHash("sha256").update(branch).digest("hex").slice(0, 16)}.aside`);

/** Durable before it returns. */
export async function writeAside(commonDir: string, record: AsideRecord): Promise<void> {
  await mkdir(movesDir(commonDir), { recursive: true });
  const file = recordFile(commonDir, record.branch);
  const handle = await open(`${file}.new`, "w");
  try {
    await handle.writeFile(JSON.stringify(record));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}

export async function readAside(commonDir: string, branch: string): Promise<AsideRecord | null> {
  const file = recordFile(commonDir, branch);
  await rm(`${file}.new`, { force: true });
  const text = await readFile(file, "utf8").catch(() => null);
  return text === null ? null : recordSchema.parse(JSON.parse(text));
}

/** Removes our files of it, its record last. */
export async function forgetAside(commonDir: string, { branch, token }: AsideRecord): Promise<void> {
  const folder = movesDir(commonDir);
  for (const name of await readdir(folder)) if (name.startsWith(token)) await rm(join(folder, name), { force: true });
  await rm(recordFile(commonDir, branch), { force: true });
}
