// A checkout of the person with uncommitted work, and a move of its branch that changes, adds and deletes many other files.
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { readMove } from "../../../src/adapters/git/move-record.ts";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import type { BranchMove, Repository } from "../../../src/application/ports/repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";

export interface DirtyCheckout {
  person: TestRepository;
  repository: Repository;
  move: BranchMove;
  /** `git status` before anything moved. */
  dirty: string;
  status(): Promise<string>;
  /** The whole promise: at that commit, with exactly the person's own changes, and nothing of ours left. */
  expectTogether(tip: string): Promise<void>;
  remove(): Promise<void>;
}

/** `fileCount`: how many files the move touches. */
export async function createDirtyCheckout(fileCount: number): Promise<DirtyCheckout> {
  const text = (word: string, index: number) => `${word} ${index}\n`.repeat(200);
  const numbered = <T>(content: (index: number) => T) =>
    Object.fromEntries(
      Array.from({ length: fileCount }, (_, index) => [`dir${index % 7}/file ${index}.txt`, content(index)] as const),
    );
  const person = await createRepository({
    ...numbered((index) => text("old", index)),
    "mine.txt": "committed\n",
    kind: "file\n",
  });
  const old = await person.git(["rev-parse", "HEAD"]);
  const next = await person.commit({
    ...numbered((index) => (index % 5 === 0 ? null : text("new", index))),
    kind: null,
    "kind/inside.txt": "new\n",
    "added/deep/file.txt": text("new", 1),
  });
  await person.git(["reset", "-q", "--hard", old]);
  await person.write({
    "mine.txt": "edited, not committed\n",
    "notes ü.txt": "untracked\n",
    "dir3/untracked.txt": "untracked\n",
    "staged.txt": "s\n",
  });
  await person.git(["add", "staged.txt"]);
  const status = () => person.git(["status", "--porcelain", "-uall"]);
  const dirty = await status();
  const repository = await openRepository(person.dir, { env: person.env });
  return {
    person,
    repository,
    move: { branch: "main", old, new: next },
    dirty,
    status,
    expectTogether: async (tip) => {
      expect(await person.git(["rev-parse", "HEAD"])).toBe(tip);
      expect(await status()).toBe(dirty);
      expect(await readFile(join(person.dir, "mine.txt"), "utf8")).toBe("edited, not committed\n");
      expect(await readFile(join(person.dir, "notes ü.txt"), "utf8")).toBe("untracked\n");
      for (const lock of ["index.lock", "HEAD.lock", "refs/heads/main.lock"]) {
        await expect(access(join(person.dir, ".git", lock))).rejects.toMatchObject({ code: "ENOENT" });
      }
      expect(await readMove(repository.commonDir, "main")).toBeNull();
    },
    remove: async () => {
      await repository.close();
      await person.remove();
    },
  };
}
