// The contents that were read last are not read again.
import { describe, expect, it } from "vitest";
import { createContentCache } from "../../../../src/surfaces/vscode/review/content-cache.ts";

function counting(size: (key: string) => number) {
  const loaded: string[] = [];
  const load = async (key: string): Promise<Uint8Array> => {
    loaded.push(key);
    return new Uint8Array(size(key));
  };
  return { loaded, load };
}

describe("the content cache", () => {
  it("reads a content once, also when it is asked for twice at a time", async () => {
    const { loaded, load } = counting(() => 10);
    const content = createContentCache(load, 100);
    await Promise.all([content("a"), content("a")]);
    await content("a");
    expect(loaded).toEqual(["a"]);
  });

  it("lets the oldest go when there is no room", async () => {
    const { loaded, load } = counting(() => 40);
    const content = createContentCache(load, 100);
    for (const key of ["a", "b", "c", "c", "b", "a"]) await content(key);
    expect(loaded).toEqual(["a", "b", "c", "a"]);
  });

  it("keeps the newest, however large it is", async () => {
    const { loaded, load } = counting((key) => (key === "huge" ? 1000 : 1));
    const content = createContentCache(load, 100);
    for (const key of ["a", "huge", "huge", "a"]) await content(key);
    expect(loaded).toEqual(["a", "huge", "a"]);
  });

  it("does not keep a failure", async () => {
    let failures = 1;
    const content = createContentCache(async () => {
      if (failures-- > 0) throw new Error("no repository");
      return new Uint8Array(1);
    }, 100);
    await expect(content("a")).rejects.toThrow("no repository");
    expect(await content("a")).toHaveLength(1);
  });
});
