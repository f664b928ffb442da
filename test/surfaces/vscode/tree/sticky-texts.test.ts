// A sign of life stays long enough to be read.
import { describe, expect, it } from "vitest";
import { createStickyTexts } from "../../../../src/surfaces/vscode/tree/sticky-texts.ts";
import { handClock } from "../hand-clock.ts";

function texts() {
  const clock = handClock();
  const changes: string[] = [];
  const sticky = createStickyTexts({ ...clock, onChange: (key) => changes.push(`${key}: ${sticky.of(key)}`) });
  return { clock, changes, sticky };
}

describe("a sign of life", () => {
  it("is shown at once when nothing else is", () => {
    const { changes, sticky } = texts();
    sticky.offer("a", "reads");
    expect(changes).toEqual(["a: reads"]);
  });

  it("stays for a second and a half, and then the newest of the others follows", () => {
    const { clock, changes, sticky } = texts();
    sticky.offer("a", "reads");
    clock.wind(200);
    sticky.offer("a", "edits");
    clock.wind(200);
    sticky.offer("a", "tests");
    clock.wind(1099);
    expect(sticky.of("a")).toBe("reads");
    clock.wind(1);
    expect(sticky.of("a")).toBe("tests");
    expect(changes).toEqual(["a: reads", "a: tests"]);
  });

  it("is replaced at once when it was there long enough", () => {
    const { clock, sticky } = texts();
    sticky.offer("a", "reads");
    clock.wind(2000);
    sticky.offer("a", "edits");
    expect(sticky.of("a")).toBe("edits");
  });

  it("comes back without a flicker when the worker returns to it", () => {
    const { clock, changes, sticky } = texts();
    sticky.offer("a", "reads");
    sticky.offer("a", "edits");
    sticky.offer("a", "reads");
    clock.wind(5000);
    expect(changes).toEqual(["a: reads"]);
  });

  it("goes with the turn, and what waited goes too", () => {
    const { clock, sticky } = texts();
    sticky.offer("a", "reads");
    sticky.offer("a", "edits");
    sticky.forget("a");
    clock.wind(5000);
    expect(sticky.of("a")).toBeNull();
  });
});
