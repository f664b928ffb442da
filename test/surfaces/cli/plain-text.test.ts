// Words of workers become harmless text, and JSON stays the value that it was.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonLine, plainLine, plainText } from "../../../src/surfaces/cli/plain-text.ts";

const cases: [what: string, text: string, plain: string][] = [
  ["colours", "\u001b[1;31mred\u001b[0m", "red"],
  ["a screen that is cleared", "a\u001b[2J\u001b[Hb", "ab"],
  ["a window title", "\u001b]0;owned\u0007x", "x"],
  ["a link", "\u001b]8;;http://evil\u001b\\here\u001b]8;;\u001b\\", "here"],
  ["a device string", "\u001bPq#0;2;0;0;0\u001b\\x", "x"],
  ["one-byte control sequences", "\u009b31mred\u009d0;t\u0007", "red"],
  ["a sequence without an end", "x\u001b[", "x"],
  ["a string without an end", "x\u001b]0;rest is swallowed\nnext line", "x\nnext line"],
  ["direction overrides", "user\u202Etxt.exe\u2066\u2069", "usertxt.exe"],
  ["invisible letters", "a\u200bb\u{e0041}c\ufeff", "abc"],
  ["bells, backspaces and nulls", "a\u0007\b\u0000b", "ab"],
  ["half a character", "a\ud83d b", "a\ufffd b"],
  ["letters of other scripts and emoji", "Größe 税金 🧾", "Größe 税金 🧾"],
];

describe("plain text", () => {
  test.each(cases)("has no %s in it", (_what, text, plain) => expect(plainText(text)).toBe(plain));

  test("keeps line breaks and tabs, and makes one line where one is wanted", () => {
    expect(plainText("a\r\nb\tc")).toBe("a\nb\tc");
    expect(plainLine(" a\r\nb\tc ")).toBe("a b c");
  });

  test("never lets a control character or an override through", () => {
    const pieces = fc.constantFrom(
      "\u001b",
      "[",
      "]",
      "0;",
      "\u0007",
      "\u009b",
      "\u009d",
      "m",
      "\\",
      "P",
      "x",
      "\n",
      "\u202e",
      "\ud83d",
    );
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        expect(plainText(parts.join(""))).not.toMatch(
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
        );
      }),
    );
  });
});

describe("a line of JSON", () => {
  test("is one line that steers no terminal and reads as the same value", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const line = jsonLine({ text: `${text}\u009b\u202e\u2028\u001b` });
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
        expect(JSON.parse(line)).toEqual({ text: `${text}\u009b\u202e\u2028\u001b` });
      }),
    );
  });
});
