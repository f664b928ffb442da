// Changed files by their folders.
import { describe, expect, it } from "vitest";
import { filesBelow, folderTree } from "../../../../src/surfaces/vscode/review/folder-tree.ts";
import { fileChange } from "./file-changes.ts";

describe("the folders of a change", () => {
  const files = ["src/a/deep/x.ts", "README.md", "src/b.ts", "src/a/deep/y.ts", "docs/only/one/z.md"].map((path) =>
    fileChange(path),
  );
  const tree = folderTree(files);

  it("hold their files, and those with nothing but one folder in them are one row with it", () => {
    expect(tree.files.map(({ path }) => path)).toEqual(["README.md"]);
    expect(tree.folders.map(({ path, label }) => [path, label])).toEqual([
      ["src", "src"],
      ["docs/only/one", "docs/only/one"],
    ]);
    const [src] = tree.folders;
    expect(src?.files.map(({ path }) => path)).toEqual(["src/b.ts"]);
    expect(src?.folders).toMatchObject([
      { path: "src/a/deep", label: "a/deep", files: [{ path: "src/a/deep/x.ts" }, { path: "src/a/deep/y.ts" }] },
    ]);
  });

  it("are ticked by all files below them, each once", () => {
    expect(
      filesBelow(tree)
        .map(({ path }) => path)
        .toSorted(),
    ).toEqual(files.map(({ path }) => path).toSorted());
    expect(tree.folders[0] === undefined ? [] : filesBelow(tree.folders[0]).map(({ path }) => path)).toEqual([
      "src/a/deep/x.ts",
      "src/a/deep/y.ts",
      "src/b.ts",
    ]);
  });

  it("are none where there is no file", () => {
    expect(folderTree([])).toEqual({ folders: [], files: [] });
  });
});
