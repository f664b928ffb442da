// Contents that no editor should hold are named by their size.
import { expect, it } from "vitest";
import { contentLimit, shownContent } from "../../../../src/surfaces/vscode/review/shown-content.ts";

it("a content of the limit is shown whole, and one byte more is only named", () => {
  const bytes = new Uint8Array(contentLimit);
  const shown = shownContent(bytes);
  expect(shown.kind === "content" && shown.bytes === bytes).toBe(true);
  expect(shownContent(new Uint8Array(contentLimit + 1))).toEqual({ kind: "tooLarge", megabytes: 11 });
});

it("what the repository does not hold is missing", () => {
  expect(shownContent(null)).toEqual({ kind: "missing" });
});
