// Commits written again: the worker's own ones stay outside the branch that gets their copies.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Repository } from "../../../src/application/ports/repository.ts";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";

let person: TestRepository;
let repository: Repository;
let base = "";
const trailers = ["Swarm-Epic: e", "Swarm-Task: t"];

beforeEach(async () => {
  person = await createRepository({ "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\n9\n" });
  repository = await openRepository(person.dir, { env: person.env });
  base = await person.git(["rev-parse", "HEAD"]);
  await person.git(["checkout", "--quiet", "-b", "work"]);
});
afterEach(async () => {
  await repository.close();
  await person.remove();
});

async function commitAs(author: string, files: Readonly<Record<string, string>>, message: string): Promise<string> {
  await person.write(files);
  await person.git(["add", "--all"]);
  const date = "1700000000 +0530";
  await person.git(["commit", "--quiet", "--author", author, "--date", date, "-m", message]);
  return person.git(["rev-parse", "HEAD"]);
}

const shown = (range: string, format: string) =>
  person.git(["log", "--reverse", "--topo-order", `--format=${format}`, range]);

/** A commit on main that the work knows nothing of. */
async function elsewhere(files: Readonly<Record<string, string>>): Promise<string> {
  await person.git(["checkout", "--quiet", "main"]);
  return person.commit(files, "Elsewhere");
}

test("a replay keeps author, date, message and co-authors, and every step of the work", async () => {
  await commitAs("Änn <ann@example.com>", { "b.txt": "one\r\n" }, "Add b\n\nBecause.\n\nCo-authored-by: Bo <bo@x>");
  const work = await commitAs(
    "Ceb <ceb@example.com>",
    { "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\nNine\n" },
    "Nine\n\nNote: all",
  );
  const onto = await elsewhere({ "a.txt": "One\n2\n3\n4\n5\n6\n7\n8\n9\n" });
  const replayed = await repository.replayCommits({ commit: work, onto, trailers });
  const commit = replayed.kind === "clean" ? replayed.commit : "";
  expect(await shown(`${onto}..${commit}`, "%an <%ae> %ad%n%B%P")).toBe(
    [
      "Änn <ann@example.com> Wed Nov 15 03:43:20 2023 +0530",
      "Add b\n\nBecause.\n\nCo-authored-by: Bo <bo@x>\nSwarm-Epic: e\nSwarm-Task: t",
      onto,
      "Ceb <ceb@example.com> Wed Nov 15 03:43:20 2023 +0530",
      "Nine\n\nNote: all\nSwarm-Epic: e\nSwarm-Task: t",
      `${await person.git(["rev-parse", `${commit}^`])}`,
    ].join("\n"),
  );
  expect(await person.git(["show", `${commit}:a.txt`])).toBe("One\n2\n3\n4\n5\n6\n7\n8\nNine");
  expect(await person.git(["show", "--format=", "--name-only", `${commit}^`])).toBe("b.txt");
});

test("a replay leaves out what is there already, and names the files of a step that conflicts", async () => {
  await commitAs("W <w@x>", { "b.txt": "b\n" }, "Add b");
  const work = await commitAs("W <w@x>", { "c.txt": "c\n" }, "Add c");
  const onto = await elsewhere({ "b.txt": "b\n" });
  const replayed = await repository.replayCommits({ commit: work, onto, trailers });
  expect(await shown(`${onto}..${replayed.kind === "clean" ? replayed.commit : ""}`, "%s")).toBe("Add c");
  const other = await person.commit({ "c.txt": "mine\n" }, "Mine");
  const conflict = { kind: "conflict", files: ["c.txt"], merges: false };
  expect(await repository.replayCommits({ commit: work, onto: other, trailers })).toEqual(conflict);
});

test("a replay leaves merges out, and says that there was one where a step conflicts", async () => {
  await commitAs("W <w@x>", { "b.txt": "worker\n" }, "Add b");
  const onto = await elsewhere({ "b.txt": "main\n" });
  await person.git(["checkout", "--quiet", "work"]);
  await person.git(["merge", "--quiet", "-s", "ours", "-m", "Catch up", "main"]);
  const work = await commitAs("W <w@x>", { "c.txt": "c\n" }, "Add c");
  expect(await repository.replayCommits({ commit: work, onto, trailers })).toMatchObject({ merges: true });
});

test("copies stand where the commits stood, merges among them, and none of them is one of the worker's", async () => {
  await commitAs("W <w@x>", { "b.txt": "b\n" }, "Add b");
  const onto = await elsewhere({ "c.txt": "c\n" });
  await person.git(["checkout", "--quiet", "work"]);
  await person.git(["merge", "--quiet", "-m", "Catch up", "main"]);
  const work = await commitAs("W <w@x>", { "d.txt": "d\n" }, "Add d");
  const copy = await repository.copyCommits({ commit: work, onto, trailers });
  const range = (to: string) => shown(`${onto}..${to}`, "%s %T %ae %ad");
  expect(await range(copy)).toBe(await range(work));
  expect((await range(copy)).split("\n")).toHaveLength(3);
  expect(await repository.mergeBase(copy, work)).toBe(onto);
  expect(await person.git(["rev-parse", `${copy}^^2`])).toBe(onto);
  expect(await person.git(["rev-parse", `${copy}~2^`])).toBe(base);
});

test("a commit whose author git would not write again is written all the same", async () => {
  const tree = await person.git(["rev-parse", "HEAD^{tree}"]);
  const raw = [
    `tree ${tree}`,
    `parent ${base}`,
    "author . <> 99999999999999999999 +0000",
    "committer C <c@x> 1700000000 +0000",
    "",
    "odd",
    "",
  ].join("\n");
  await person.write({ "../raw": raw });
  const odd = await person.git(["hash-object", "-t", "commit", "-w", "--literally", "../raw"]);
  const copy = await repository.copyCommits({ commit: odd, onto: base, trailers });
  expect(await shown(`${base}..${copy}`, "%an %s")).toBe("unknown odd");
});
