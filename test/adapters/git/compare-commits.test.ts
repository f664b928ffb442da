// What a reviewer is shown of a commit: every kind of change, names that look like syntax, and contents by their ids.
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import { blobLimit } from "../../../src/adapters/git/compare-commits.ts";
import type { FileChange, Repository } from "../../../src/application/ports/repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";

const long = (word: string): string => Array.from({ length: 30 }, (_, at) => `${word} ${at}\n`).join("");

describe("the changes between two commits", () => {
  let person: TestRepository;
  let repository: Repository;
  beforeAll(async () => {
    person = await createRepository({ "kept.txt": "kept\n", "gone.txt": "gone\n", "old name.txt": long("line") });
    repository = await openRepository(person.dir, { env: person.env });
  });
  afterAll(async () => {
    await repository.close();
    await person.remove();
  });

  const change = (files: readonly FileChange[], path: string): FileChange | undefined =>
    files.find((file) => file.path === path);

  it("are told apart, counted and found by their contents", async () => {
    const base = await person.git(["rev-parse", "HEAD"]);
    await symlink("kept.txt", join(person.dir, "link"));
    const odd = ':100644 a\tb\n"ü".txt';
    const commit = await person.commit({
      "kept.txt": "kept\nand more\n",
      "gone.txt": null,
      "old name.txt": null,
      "dir/new name.txt": `${long("line")}one more\n`,
      "picture.bin": "\0\u0001\0",
      "empty.txt": "",
      [odd]: "odd\n",
    });
    const files = await repository.fileChanges(base, commit);
    expect(files).toHaveLength(7);
    expect(change(files, "kept.txt")).toMatchObject({ change: "modified", from: null, added: 1, deleted: 0 });
    expect(change(files, "gone.txt")).toMatchObject({ change: "deleted", added: 0, deleted: 1, newBlob: null });
    expect(change(files, "dir/new name.txt")).toMatchObject({
      change: "renamed",
      from: "old name.txt",
      added: 1,
      deleted: 0,
    });
    expect(change(files, "picture.bin")).toMatchObject({ change: "added", added: null, deleted: null, oldBlob: null });
    expect(change(files, "empty.txt")).toMatchObject({ change: "added", added: 0, deleted: 0 });
    expect(change(files, odd)).toMatchObject({ change: "added", added: 1 });
    expect(change(files, "link")).toMatchObject({ change: "added", added: 1 });
    const content = async (path: string, side: "oldBlob" | "newBlob"): Promise<string | null> => {
      const bytes = await repository.blob(change(files, path)?.[side] ?? "");
      return bytes === null ? null : Buffer.from(bytes).toString();
    };
    expect(await content("kept.txt", "oldBlob")).toBe("kept\n");
    expect(await content("kept.txt", "newBlob")).toBe("kept\nand more\n");
    expect(await content("link", "newBlob")).toBe("kept.txt");
    expect(await content("gone.txt", "newBlob")).toBeNull();
    expect(await content("picture.bin", "newBlob")).toBe("\0\u0001\0");
    expect(await content("empty.txt", "newBlob")).toBe("");
  });

  it("name a submodule by its commit, which is no content", async () => {
    const base = await person.git(["rev-parse", "HEAD"]);
    await person.git(["update-index", "--add", "--cacheinfo", `160000,${base},module`]);
    await person.git(["commit", "--quiet", "-m", "module"]);
    const [module, ...more] = await repository.fileChanges(base, await person.git(["rev-parse", "HEAD"]));
    expect(more).toEqual([]);
    expect(module).toMatchObject({ path: "module", change: "added", newBlob: base });
    expect(await repository.blob(base)).toBeNull();
  });

  it("are many when there are many", async () => {
    const base = await person.git(["rev-parse", "HEAD"]);
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`many/file-${at}.txt`, `${at}\n`]));
    const files = await repository.fileChanges(base, await person.commit(many));
    expect(files.filter((file) => file.path.startsWith("many/"))).toHaveLength(5000);
    expect(files.filter((file) => file.change === "added" && file.added === 1)).toHaveLength(5000);
  });

  it("stand on the best common commit, if there is one", async () => {
    const base = await person.git(["rev-parse", "HEAD"]);
    const tree = await person.git(["rev-parse", "HEAD^{tree}"]);
    const [one, other] = await Promise.all(
      ["one", "other"].map((message) => person.git(["commit-tree", tree, "-p", base, "-m", message])),
    );
    const stranger = await person.git(["commit-tree", tree, "-m", "stranger"]);
    expect(await repository.mergeBase(one ?? "", other ?? "")).toBe(base);
    expect(await repository.mergeBase(one ?? "", one ?? "")).toBe(one);
    expect(await repository.mergeBase(one ?? "", stranger)).toBeNull();
  });

  it("give no content for what is no id, and none that is too large", async () => {
    for (const id of ["", "HEAD", "--help", "0".repeat(40), "f".repeat(40), await person.git(["rev-parse", "HEAD"])]) {
      expect(await repository.blob(id)).toBeNull();
    }
    await person.write({ "large.bin": "x".repeat(blobLimit + 1) });
    const large = await person.git(["hash-object", "-w", "large.bin"]);
    await expect(repository.blob(large)).rejects.toMatchObject({
      reason: "too-large",
      details: { size: blobLimit + 1, limit: blobLimit },
    });
  });
});
