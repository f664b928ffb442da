// Parts of a change: what is taken, and what is taken back, is what `git apply` of the same hunks makes.
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRepository } from "../../../../src/adapters/git/open-repository.ts";
import type { FileChange, Repository } from "../../../../src/application/ports/repository.ts";
import type { ChosenFile } from "../../../../src/domain/chosen-part.ts";
import { createRepository, type TestRepository } from "../../../support/repositories.ts";
import { goldenChange, type GoldenChange } from "./golden-change.ts";
import { readPatch, withHunks, withoutHeader, type PatchFile, type PatchHunk } from "./patch.ts";

/** Random subsets that are tried: all of them when `SWARM_ALL_PARTS` is set. */
const rounds = process.env["SWARM_ALL_PARTS"] === undefined ? 60 : 500;

/** Numbers from 0 to 1, the same for the same seed. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

interface Section {
  file: FileChange;
  /** Two of a file that became a link. */
  patches: PatchFile[];
}

describe("a part of a change", () => {
  let person: TestRepository;
  let repository: Repository;
  let golden: GoldenChange;
  const sections = new Map<number, Section[]>();

  /** git's patch, file by file, with so many lines around each hunk. */
  async function sectionsOf(context: number): Promise<Section[]> {
    const known = sections.get(context);
    if (known !== undefined) return known;
    const args = ["diff", "--binary", "--full-index", "--no-color", "--no-ext-diff", "-M", `-U${context}`];
    const said = await execa("git", ["-c", "core.quotePath=false", ...args, golden.base, golden.commit], {
      cwd: person.dir,
      env: person.env,
      extendEnv: false,
      encoding: "buffer",
      stripFinalNewline: false,
    });
    const patches = readPatch(Buffer.from(said.stdout).toString("latin1"));
    const files = await repository.fileChanges(golden.base, golden.commit);
    const made = files.map((file) => {
      const first = patches.shift();
      const more = file.path === "becomes link" ? patches.shift() : undefined;
      return { file, patches: [first, more].filter((one) => one !== undefined) };
    });
    expect(patches).toEqual([]);
    sections.set(context, made);
    return made;
  }

  beforeAll(async () => {
    person = await createRepository({ "README.md": "# Sample\n" });
    repository = await openRepository(person.dir, { env: person.env });
    golden = await goldenChange(person);
  });
  afterAll(async () => {
    await repository.close();
    await person.remove();
  });

  const treeAt = (commit: string): Promise<string> => person.git(["rev-parse", `${commit}^{tree}`]);

  /** What `git apply` makes of a tree, in an index of its own. */
  async function applied(start: string, patch: string, how: readonly string[]): Promise<string> {
    const env = { ...person.env, GIT_INDEX_FILE: join(person.parent, "oracle-index") };
    const git = (args: readonly string[], input?: Buffer) =>
      execa("git", args, { cwd: person.dir, env, extendEnv: false, ...(input === undefined ? {} : { input }) });
    await git(["read-tree", start]);
    if (patch !== "") await git(["apply", "--cached", ...how, "-"], Buffer.from(patch, "latin1"));
    return (await git(["write-tree"])).stdout;
  }

  async function treeOf(part: readonly ChosenFile[], keep: "with" | "without"): Promise<string> {
    const made = await repository.treeOfPart({ ...golden, part, keep });
    if (made.kind !== "tree") throw new Error(JSON.stringify(made));
    return made.tree;
  }

  const isSplit = ({ file, patches }: Section): boolean =>
    file.oldBlob !== null && file.newBlob !== null && patches.length === 1 && file.path !== "link";

  /** Some files whole, of some a few hunks, of the rest nothing. */
  function choose(all: readonly Section[], roll: () => number) {
    const chosen: { section: Section; hunks: PatchHunk[] | null }[] = [];
    const often = roll();
    for (const section of all) {
      const hunks = section.patches.flatMap((patch) => patch.hunks);
      if (roll() < 0.5) continue;
      const some = hunks.filter(() => roll() < often);
      if (isSplit(section) && some.length > 0 && !(section.file.path === "module"))
        chosen.push({ section, hunks: some });
      else if (roll() < 0.7) chosen.push({ section, hunks: null });
    }
    return chosen;
  }

  it("is made of every kind of change there is", async () => {
    const kinds = (await sectionsOf(3)).map(({ file }) => file.change);
    expect(new Set(kinds)).toEqual(new Set(["added", "modified", "deleted", "renamed"]));
    expect(kinds.length).toBeGreaterThan(18);
  });

  it(`is taken as git apply takes it, and leaves the rest, ${rounds} times at random`, async () => {
    const before = await person.git(["status", "--porcelain", "--branch"]);
    for (let seed = 1; seed <= rounds; seed += 1) {
      const roll = dice(seed);
      const context = roll() < 0.5 ? 3 : 0;
      const chosen = choose(await sectionsOf(context), roll);
      const part = chosen.map(({ section, hunks }) => ({
        path: section.file.path,
        hunks: hunks?.flatMap((hunk) => hunk.edits) ?? null,
      }));
      const loose = context === 0 ? ["--unidiff-zero"] : [];
      const patchOf = (reversed: boolean): string =>
        chosen
          .flatMap(({ section, hunks }) =>
            section.patches.map((patch) => {
              const kept = reversed && hunks !== null ? withoutHeader(patch) : patch;
              return withHunks(kept, hunks ?? patch.hunks, reversed);
            }),
          )
          .join("");
      const words = `seed ${seed}: ${JSON.stringify(part.map(({ path, hunks }) => [path, hunks?.length ?? "all"]))}`;
      const [taken, takenBack] = [await treeOf(part, "with"), await treeOf(part, "without")];
      const wanted = {
        words,
        taken: await applied(golden.base, patchOf(false), loose),
        takenBack: await applied(golden.commit, patchOf(true), [...loose, "--reverse"]),
      };
      expect({ words, taken, takenBack }).toEqual(wanted);
    }
    expect(await person.git(["status", "--porcelain", "--branch"])).toBe(before);
  });

  it("is all of it, or nothing", async () => {
    const all = (await repository.fileChanges(golden.base, golden.commit)).map(({ path }) => ({ path, hunks: null }));
    expect(await treeOf(all, "with")).toBe(await treeAt(golden.commit));
    expect(await treeOf(all, "without")).toBe(await treeAt(golden.base));
    expect(await treeOf([], "with")).toBe(await treeAt(golden.base));
    expect(await treeOf([], "without")).toBe(await treeAt(golden.commit));
  });

  it("names what the change does not have", async () => {
    const nowhere = [{ old: { start: 2, count: 1 }, new: { start: 2, count: 1 } }];
    for (const chosen of [
      { path: "README.md", hunks: null },
      { path: "text.txt", hunks: nowhere },
      { path: "picture.bin", hunks: nowhere },
      { path: "new.txt", hunks: nowhere },
    ]) {
      const made = await repository.treeOfPart({ ...golden, part: [chosen], keep: "with" });
      expect(made).toEqual({ kind: "unknown", files: [chosen.path] });
    }
  });

  it("is refused where a file and a folder would have one name, as git refuses it", async () => {
    const base = await person.commit({ place: "file\n", "room/a.txt": "a\n" });
    await person.commit({ place: null, room: null });
    const commit = await person.commit({ "place/in.txt": "in\n", room: "now a file\n" });
    const part = (keep: "with" | "without", ...paths: string[]) =>
      repository.treeOfPart({ base, commit, part: paths.map((path) => ({ path, hunks: null })), keep });
    expect(await part("with", "place/in.txt")).toEqual({ kind: "apart", files: ["place/in.txt"] });
    expect(await part("with", "room")).toEqual({ kind: "apart", files: ["room"] });
    expect(await part("without", "place", "room/a.txt")).toEqual({ kind: "apart", files: ["place", "room/a.txt"] });
    expect(await part("with", "place", "place/in.txt")).toMatchObject({ kind: "tree" });
    expect(await part("without", "room/a.txt", "room")).toMatchObject({ kind: "tree" });
  });
});
