// The parts of the page that need no page: rows in order, lines and their places, words and numbers.
import { describe, expect, test } from "vitest";
import { costText, elapsedText, spokenElapsed, tokensText } from "../../webview/amounts.ts";
import { layOut, lineAt, linesWithin, placeOf } from "../../webview/layout.ts";
import { defaultDeed, lineAfter, lineByLetters, lineInsteadOf } from "../../webview/navigation.ts";
import { outlineOf } from "../../webview/outline.ts";
import { parseHostMessage } from "../../webview/parse-message.ts";
import { exactText, oneLine, visibleText } from "../../webview/plain-text.ts";
import { createRows } from "../../webview/rows.ts";
import { actionLook, lineActions } from "../../webview/state-words.ts";
import { taskStatuses } from "../../src/domain/task-status.ts";
import type { Row } from "../../src/protocol.ts";
import { epicRow, fileRow, permission, taskRow, variedRows } from "../support/panel-rows.ts";
import { snapshot } from "../support/webview-page.ts";

const silent = (): void => undefined;
const keysOf = (rows: Iterable<Row>): string[] => [...rows].map(({ key }) => key);

describe("rows", () => {
  test("keep the order that the changes give them", () => {
    const rows = createRows(silent);
    rows.replace([epicRow("a"), taskRow("a/1"), epicRow("b")]);
    const whole = rows.apply([
      { op: "put", row: taskRow("a/2"), after: "a/1" },
      { op: "put", row: epicRow("c"), after: "b" },
      { op: "put", row: epicRow("z"), after: null },
      { op: "remove", key: "a/1" },
      { op: "put", row: taskRow("a/1"), after: "a/2" },
    ]);
    expect(whole).toBe(true);
    expect(keysOf(rows)).toEqual(["z", "a", "a/2", "a/1", "b", "c"]);
  });

  test("tell apart what draws other lines and what draws one line anew", () => {
    const rows = createRows(silent);
    rows.replace([epicRow("a"), taskRow("a/1")]);
    const before = rows.structure.peek();
    rows.apply([{ op: "put", row: taskRow("a/1", { title: "new", status: "failed" }), after: null }]);
    expect(rows.structure.peek()).toBe(before);
    rows.apply([{ op: "put", row: taskRow("a/1", { asks: [permission("p", "x")] }), after: null }]);
    expect(rows.structure.peek()).toBeGreaterThan(before);
  });

  test("tell those who watch one of them, until it is gone", () => {
    const rows = createRows(silent);
    rows.replace([epicRow("a")]);
    const seen: (string | undefined)[] = [];
    rows.watch("a").subscribe((row) => seen.push(row?.kind === "epic" ? row.title : undefined));
    rows.apply([{ op: "put", row: epicRow("a", { title: "new" }), after: null }]);
    rows.apply([{ op: "remove", key: "a" }]);
    expect(seen).toEqual(["a", "new", undefined]);
  });
});

describe("the outline", () => {
  const rows = variedRows(0);
  const open = new Set(["ep1", "ep1/docs", "ep1/cli-flags"]);
  const outline = outlineOf(rows, (row) => open.has(row.key), 0);

  test("has what is unfolded and nothing below what is folded", () => {
    expect(outline.lines.map(({ key }) => key).slice(0, 10)).toEqual([
      "ep1",
      "ep1/null-checks",
      "ep1/cli-flags",
      "ep1/cli-flags#ask:per1",
      "ep1/cli-flags#details",
      "ep1/node",
      "ep1/docs",
      "ep1/docs#details",
      "ep1/docs/README.md",
      "ep1/docs/docs/guides/getting-started/cli.md",
    ]);
    expect(outline.lines.find(({ key }) => key === "ep1/docs/README.md")).toMatchObject({ level: 3, position: 2 });
    expect(outline.childrenOf("ep1/docs")).toBe(4);
    expect(outline.childrenOf(null)).toBe(3);
  });

  test("is laid out without holes, and a height leads to the line that covers it", () => {
    const layout = layOut(outline, "comfortable", new Map([["ep1/docs#details", 200]]));
    for (const [index, line] of outline.lines.entries()) {
      const place = placeOf(layout, line.key);
      expect(place?.top).toBe(layout.tops[index]);
      expect(place?.height).toBeGreaterThan(0);
      expect(lineAt(layout, place?.top ?? 0)).toBe(index);
      expect(lineAt(layout, (place?.top ?? 0) + (place?.height ?? 0) - 1)).toBe(index);
    }
    expect(placeOf(layout, "ep1/docs#details")?.height).toBe(200);
    expect(linesWithin(layout, 0, 100, 0).map(({ key }) => key)).toEqual(["ep1", "ep1/null-checks", "ep1/cli-flags"]);
    expect(
      linesWithin(
        layOut(
          outlineOf([], () => true, 0),
          "compact",
          new Map(),
        ),
        0,
        100,
        5,
      ),
    ).toEqual([]);
  });

  test("leads on from a line that went away", () => {
    const without = (...gone: string[]) =>
      layOut(
        outlineOf(
          rows.filter(({ key }) => !gone.includes(key)),
          (row) => open.has(row.key),
          0,
        ),
        "comfortable",
        new Map(),
      );
    const before = layOut(outline, "comfortable", new Map());
    expect(lineInsteadOf(before, without("ep1/node"), "ep1/node")).toBe("ep1/docs");
    expect(lineInsteadOf(before, without("ep1/lint"), "ep1/lint")).toBe("ep1");
    expect(lineInsteadOf(before, without("ep1/cli-flags"), "ep1/cli-flags#ask:per1")).toBe("ep1/node");
    expect(lineInsteadOf(before, without("ep1"), "ep1/docs/README.md")).toBe("ep2");
  });

  test("has letters and pages", () => {
    const layout = layOut(outline, "comfortable", new Map());
    const title = (line: { key: string }): string => line.key.split("/")[1] ?? line.key;
    expect(lineByLetters(outline, "ep1", "d", title)).toBe("ep1/docs");
    expect(lineByLetters(outline, "ep1/docs", "n", title)).toBe("ep1/null-checks");
    expect(lineByLetters(outline, "ep1", "unheard", title)).toBeNull();
    expect(lineAfter(layout, "ep1", "pageDown", 10)).toBe("ep1/null-checks");
    expect(lineAfter(layout, "ep2", "last", 10)).toBe("ep3");
    expect(lineAfter(layout, "gone", "up", 10)).toBe("ep1");
  });

  test("knows a deed for every state of a task", () => {
    for (const status of taskStatuses)
      expect(["ask", "review", "resume", "toggle", "expand"]).toContain(defaultDeed(taskRow("a/b", { status })));
  });
});

describe("the buttons of a line", () => {
  test("are what is wanted most, and Stop", () => {
    const buttons = (row: Row): string[] => lineActions(row).map((action) => actionLook(action, row).title);
    const interrupted = ["review", "resume", "stop", "retry", "discard"] as const;
    expect(buttons(taskRow("a/b", { status: "interrupted", actions: [...interrupted] }))).toEqual(["Resume", "Stop"]);
    expect(buttons(taskRow("a/b", { status: "failed", actions: ["retry", "discard"] }))).toEqual(["Retry…"]);
    expect(buttons(epicRow("a", { actions: ["resume", "stop"] }))).toEqual(["Resume All", "Stop All"]);
    expect(buttons(taskRow("a/b", { actions: [] }))).toEqual([]);
  });
});

describe("messages", () => {
  test("of every kind are understood", () => {
    const whole = snapshot([...variedRows(0), ...taskStatuses.map((status) => taskRow(`a/${status}`, { status }))]);
    expect(parseHostMessage(structuredClone(whole))).toEqual(whole);
    const delta = {
      type: "delta",
      seq: 2,
      changes: [
        { op: "put", row: fileRow("a/b", "c"), after: "a/b" },
        { op: "remove", key: "x" },
      ],
    };
    expect(parseHostMessage(structuredClone(delta))).toEqual(delta);
  });

  test("with any field of a row missing or of another kind are none", () => {
    for (const row of [epicRow("a"), taskRow("a/b"), fileRow("a/b", "c")])
      for (const field of Object.keys(row)) {
        const { [field as "key"]: _gone, ...rest } = row;
        for (const broken of [rest, { ...row, [field]: Symbol("none") }, { ...row, [field]: { deep: [] } }])
          expect([field, parseHostMessage(snapshot([broken as Row]))]).toEqual([field, null]);
      }
  });
});

describe("words", () => {
  test("show what would be obeyed", () => {
    expect(visibleText("a\u001b[1m\r\nb\tc\u202ed")).toBe("a␛[1m\nb\tc<U+202E>d");
    expect(exactText("a\u200bb\u00ad")).toBe("a<U+200B>b<U+00AD>");
    expect(visibleText("👩\u200d💻 سلام\u200cها")).toBe("👩\u200d💻 سلام\u200cها");
    expect(oneLine(" a\n\nb\t", 10)).toBe("a b");
    expect(oneLine("x".repeat(20), 5)).toBe("xxxxx…");
  });

  test("never take an unknown amount for zero", () => {
    expect([null, 0, 0.004, 0.126, 12].map(costText)).toEqual(["–", "–", "<$0.01", "$0.13", "$12.00"]);
    expect(tokensText(null)).toBe("–");
    expect(tokensText({ input: 900, output: 99, reasoning: 0, cache_read: 0, cache_write: 0 })).toBe("999 tokens");
    expect(tokensText({ input: 9000, output: 450, reasoning: 0, cache_read: 0, cache_write: 0 })).toBe("9.4k tokens");
    expect(tokensText({ input: 0, output: 0, reasoning: 0, cache_read: 2_500_000, cache_write: 0 })).toBe(
      "2.5M tokens",
    );
  });

  test("of time are short to see and whole to hear", () => {
    expect([-5, 999, 59_000, 250_000, 7_500_000].map(elapsedText)).toEqual(["0s", "0s", "59s", "4m 10s", "2h 05m"]);
    expect([59_000, 60_000, 250_000, 3_600_000].map(spokenElapsed)).toEqual([null, "1 minute", "4 minutes", "1 hour"]);
  });
});
