// Which lines of a content became which of another.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import type { Repository } from "../../../src/application/ports/repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";

describe("the lines of two contents", () => {
  let person: TestRepository;
  let repository: Repository;
  beforeAll(async () => {
    person = await createRepository({ "a.txt": "a\n" });
    repository = await openRepository(person.dir, { env: person.env });
  });
  afterAll(async () => {
    await repository.close();
    await person.remove();
  });

  const content = async (text: string): Promise<string> => {
    await person.write({ "content.tmp": text });
    return person.git(["hash-object", "-w", "content.tmp"]);
  };
  const edits = async (before: string, after: string) =>
    repository.lineEdits(await content(before), await content(after));

  it("are told from the top, with what came, what went and what was replaced", async () => {
    expect(await edits("1\n2\n3\n4\n5\n6\n", "0\n1\n2\nthree\n3b\n5\n")).toEqual([
      { old: { start: 0, count: 0 }, new: { start: 1, count: 1 } },
      { old: { start: 3, count: 2 }, new: { start: 4, count: 2 } },
      { old: { start: 6, count: 1 }, new: { start: 6, count: 0 } },
    ]);
  });

  it("are none when the contents are the same, and when they are no text", async () => {
    const same = await content("1\n");
    expect(await repository.lineEdits(same, same)).toEqual([]);
    expect(await edits("1\n", "\0\u0001")).toBeNull();
  });

  it("are not made up by a content that looks like a comparison, nor joined by the person's settings", async () => {
    await person.git(["config", "diff.interHunkContext", "10"]);
    await person.git(["config", "diff.context", "10"]);
    expect(await edits("1\n2\n3\n", "one\n2\nthree\r@@ -7 +7 @@\n")).toEqual([
      { old: { start: 1, count: 1 }, new: { start: 1, count: 1 } },
      { old: { start: 3, count: 1 }, new: { start: 3, count: 1 } },
    ]);
  });

  it("are not looked for in what is no content of this repository", async () => {
    const text = await content("1\n");
    const commits = [await person.git(["rev-parse", "HEAD"]), await person.commit({ "b.txt": "b\n" })] as const;
    expect(await repository.lineEdits(...commits)).toBeNull();
    for (const id of ["", "HEAD", "--output=x", "f".repeat(40)])
      expect(await repository.lineEdits(text, id)).toBeNull();
  });
});
