// Problems of a plan stand where an editor can underline them.
import { describe, expect, it } from "vitest";
import { placedProblems } from "../../../../src/surfaces/vscode/plan/plan-places.ts";

const underlined = (text: string): string[] =>
  placedProblems(text).map(
    ({ line, start, end, code }) => `${code}: ${(text.split("\n")[line] ?? "").slice(start, end)}`,
  );

const task = (more: string) => `{
  "title": "T",
  "tasks": [
    { "id": "one", "title": "One", "description": "Do it"${more} }
  ]
}`;

describe("problems of a plan", () => {
  it("are none in a good one", () => {
    expect(placedProblems(task(""))).toEqual([]);
  });

  it("stand at the value that is wrong", () => {
    expect(underlined(task(', "after": ["two"]'))).toEqual(['unknown-dependency: "two"']);
    expect(underlined(task(', "fles": ["a"]'))[0]).toMatch(/^unknown-key: /);
    expect(underlined(task("").replace('"one"', '"One!"'))).toEqual(['bad-id: "One!"']);
  });

  it("stand where the text stops being JSON", () => {
    expect(underlined('{ "title": "T", }')[0]).toMatch(/^not-json: /);
    expect(underlined("")).toEqual(["not-json: "]);
    expect(underlined('{ "title": "never ends')[0]).toMatch(/^not-json: /);
  });

  it("say what is wrong and what to do", () => {
    expect(placedProblems("{}").map(({ message }) => message)).toContain("title is missing. Add title.");
  });

  it("end in the line in which they begin", () => {
    for (const text of ["", "{", "[]", '{"title":1}', task(', "files": "a"'), `\ufeff${task(', "x": 1')}`])
      for (const { line, start, end } of placedProblems(text)) {
        const written = text.replace(/^\ufeff/, "").split("\n")[line] ?? "";
        expect(start).toBeLessThanOrEqual(end);
        expect(end).toBeLessThanOrEqual(written.length + 1);
      }
  });
});
