// What a process that finds a half done move needs: written before the first file moves, removed after the last step.
import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const recordSchema = z.object({
  branch: z.string(),
  old: z.string(),
  new: z.string(),
  /** Checkout that has the branch, and its git directory. */
  path: z.string(),
  gitDir: z.string(),
  /** Stands in the lock, in the names of our files and in the arguments of the git that moves the files. */
  token: z.string(),
  /** `begun`: no file was touched, or all are back. `moving`: files may be touched; every one of them was clean before.
   * `returning`: the ref could not be moved, and the files go back. */
  phase: z.enum(["begun", "moving", "returning"]),
});

export type MoveRecord = z.infer<typeof recordSchema>;

export const movesDir = (commonDir: string): string => join(commonDir, "opencode-swarm", "moves");

/** The new index while it is made. Its absence in phase `moving` means that it has become the checkout's index. */
export const newIndexFile = (commonDir: string, token: string): string => join(movesDir(commonDir), `${token}.index`);

/** Arguments that change nothing in git and by which a later process finds a git that outlived the move's process. */
export const moveMark = (token: string): string[] => ["-c", `opencode-swarm.move=${token}`];

const recordFile = (commonDir: string, branch: string): string =>
  join(movesDir(commonDir), `${createHash("sha256").update(branch).digest("hex").slice(0, 16)}.json`);

/** The old index while it is made again for a move that goes back; its absence means the same. */
export const backIndexFile = (commonDir: string, token: string): string => join(movesDir(commonDir), `${token}.back`);

const draftOf = (file: string): string => `${file}.new`;

/** Removes a record that a kill left half written. Call it where no other move runs. */
export const dropDraft = (commonDir: string, branch: string): Promise<void> =>
  rm(draftOf(recordFile(commonDir, branch)), { force: true });

/** Durable before it returns. */
export async function writeMove(commonDir: string, record: MoveRecord): Promise<void> {
  await mkdir(movesDir(commonDir), { recursive: true });
  const file = recordFile(commonDir, record.branch);
  const draft = draftOf(file);
  const handle = await open(draft, "w");
  try {
    await handle.writeFile(JSON.stringify(record));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

export async function readMove(commonDir: string, branch: string): Promise<MoveRecord | null> {
  const text = await readFile(recordFile(commonDir, branch), "utf8").catch(() => null);
  if (text === null) return null;
  return recordSchema.parse(JSON.parse(text));
}

/** Removes the files of the move, its record last. */
export async function forgetMove(commonDir: string, { branch, token }: MoveRecord): Promise<void> {
  const folder = movesDir(commonDir);
  for (const name of await readdir(folder).catch(() => [])) {
    if (name.startsWith(token)) await rm(join(folder, name), { force: true });
  }
  await rm(recordFile(commonDir, branch), { force: true });
}
