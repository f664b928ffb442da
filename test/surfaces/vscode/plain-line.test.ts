// Words of workers are harmless wherever VS Code shows them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clipped, inertLine, plainLine } from "../../../src/surfaces/vscode/plain-line.ts";

describe("a plain line", () => {
  it("has no escapes, no line breaks and no turned direction", () => {
    expect(plainLine("\u001b[31mred\u001b[0m\r\n  \u202egnp.exe\u200b\ttab")).toBe("red gnp.exe tab");
  });
  it("makes no links and no icons", () => {
    expect(inertLine("[click](command:rm) $(error) ok")).toBe("[click] (command:rm) $ (error) ok");
  });
  it("never breaks a character in two", () => {
    expect(clipped("ab😀cd", 4)).toBe("ab…");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 20 }), (text, length) => {
        const cut = clipped(plainLine(text), length);
        expect(cut.length).toBeLessThanOrEqual(length);
        expect(Buffer.from(cut).toString()).toBe(cut);
      }),
    );
  });
});
