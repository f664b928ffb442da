// What the panel is to those who listen, who see little, who see no colour, and who want nothing to move.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Row } from "../../src/protocol.ts";
import { epicRow, fileRow, permission, taskRow, variedRows } from "../support/panel-rows.ts";
import { openPanelBrowser, snapshot, type PanelBrowser, type WebviewPage } from "../support/webview-page.ts";
import { themeKinds } from "../support/webview-themes.ts";

let browser: PanelBrowser;
let panel: WebviewPage;

beforeAll(async () => {
  browser = await openPanelBrowser();
});
afterAll(() => browser.close());
afterEach(() => panel.close());

const unfold = (key: string): Promise<void> => panel.page.locator(`[data-key="${key}"] > .twistie`).click();

test("the tree reads as epics, tasks, cards and files, the most important first", async () => {
  panel = await browser.open({});
  const since = Date.now() - 250_000;
  const rows: Row[] = [
    epicRow("ep", { title: "Add validation", total: 3, landed: 1, attention: 1, cost: 0.5, actions: ["stop"] }),
    taskRow("ep/cli", {
      title: "CLI flags",
      status: "needs_permission",
      activity: "Wants to run: npm test",
      asks: [permission("p", "npm test")],
      actions: ["allow", "stop"],
      cost: 0.004,
      since,
    }),
    taskRow("ep/docs", {
      title: "Docs",
      status: "ready",
      activity: "",
      files: 1,
      lines: { added: 40, deleted: 3 },
      actions: ["review"],
    }),
    fileRow("ep/docs", "docs/cli.md", { change: "added", lines: { added: 40, deleted: 3 }, reviewed: true }),
  ];
  await panel.send(snapshot(rows));
  await unfold("ep/cli");
  await unfold("ep/docs");
  await panel.page.mouse.move(0, 690);
  await panel.painted();
  expect(await panel.page.getByRole("tree").ariaSnapshot()).toMatchInlineSnapshot(`
    "- tree "Swarm workers":
      - treeitem "Add validation, Running, 1 needs you, $0.50, 1 of 3 in the merge" [expanded] [level=1]
      - 'treeitem "CLI flags, Needs permission, Wants to run: npm test, <$0.01, 4 minutes" [expanded] [level=2]'
      - 'treeitem "Permission request: npm test" [level=3]':
        - 'group "Permission request: npm test"':
          - text: Wants to run npm test
          - button "Allow Once"
          - button "Always Allow"
          - button "Deny…"
          - paragraph: "Always: for this worker, until it ends."
      - treeitem "Details of CLI flags" [level=3]:
        - group "Details of CLI flags":
          - button "Stop"
      - treeitem "Docs, Ready, 1 file, +40, −3 Review" [expanded] [level=2] [selected]:
        - text: Docs, Ready, 1 file, +40, −3
        - button "Review"
      - treeitem "Details of Docs" [level=3]:
        - group "Details of Docs":
          - text: 0 of 1 files reviewed
          - button "Review"
      - treeitem "cli.md, docs, +40, −3, Added, reviewed" [level=3]"
  `);
});

test("what is seen in a row stands in its name, in the same order", async () => {
  panel = await browser.open({ viewport: { width: 300, height: 1400 } });
  await panel.send(snapshot(variedRows(Date.now())));
  await unfold("ep1/docs");
  await panel.painted();
  const onlySeen = ".elapsed, .marks, .progress, .letter, .comments";
  const found = await panel.page.evaluate<{ name: string; seen: string[] }[]>(`
    [...document.querySelectorAll(".line:is(.epic, .task, .file)")].map((line) => {
      const walker = document.createTreeWalker(line.querySelector(".words"), NodeFilter.SHOW_TEXT);
      const seen = [];
      while (walker.nextNode())
        if (!walker.currentNode.parentElement.closest("${onlySeen}")) seen.push(walker.currentNode.data.trim());
      return { name: line.querySelector(".aloud").textContent, seen: seen.filter((text) => text !== "" && text !== "–") };
    })`);
  expect(found.length).toBeGreaterThan(9);
  for (const { name, seen } of found) {
    let rest = name;
    for (const text of seen) {
      expect(rest).toContain(text);
      rest = rest.slice(rest.indexOf(text) + text.length);
    }
  }
});

describe.each(themeKinds)("in the theme %s", (theme) => {
  test("axe has no serious finding in a full tree, and none in an empty one", async () => {
    panel = await browser.open({ theme, viewport: { width: 300, height: 1400 } });
    await panel.send(
      snapshot(variedRows(Date.now()), {
        banner: { text: "Read only.", command: { id: "swarmPanel.a", title: "Help" } },
      }),
    );
    for (const key of ["ep1/cli-flags", "ep1/node", "ep1/docs"]) await unfold(key);
    await panel.page.locator('[data-key="ep1/docs"]').focus();
    await panel.painted();
    expect(await panel.axeFindings()).toEqual([]);
    await panel.send(snapshot([], { seq: 2 }));
    expect(await panel.axeFindings()).toEqual([]);
  });
});

test("high contrast draws borders and dims nothing", async () => {
  panel = await browser.open({ theme: "high-contrast" });
  await panel.send(snapshot(variedRows(Date.now())));
  await unfold("ep1/cli-flags");
  await panel.painted();
  const border = await panel.page.evaluate("getComputedStyle(document.querySelector('.card')).borderTopColor");
  expect(border).toBe("rgb(111, 195, 223)");
  const dimmed = await panel.page.evaluate(
    "[...document.querySelectorAll('.line *')].filter((one) => getComputedStyle(one).opacity !== '1').length",
  );
  expect(dimmed).toBe(0);
});

describe("when nothing shall move", () => {
  const spinning = (): Promise<number> =>
    panel.page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length");

  test("a working row spins only where motion is welcome", async () => {
    panel = await browser.open({});
    await panel.send(snapshot(variedRows(Date.now())));
    expect(await spinning()).toBeGreaterThan(0);
  });

  test.each([{ reducedMotion: "reduce" as const }, { classes: ["vscode-reduce-motion"] }])(
    "nothing does with %o, and the shape is another one",
    async (wish) => {
      panel = await browser.open(wish);
      await panel.send(snapshot(variedRows(Date.now())));
      expect(await spinning()).toBe(0);
      expect(await panel.page.locator(".codicon-sync").count()).toBe(2);
      expect(await panel.page.locator(".codicon-loading").count()).toBe(0);
    },
  );
});

describe("time", () => {
  const rows = (): Row[] => [epicRow("ep"), taskRow("ep/one", { since: Date.now() - 5000 })];
  const shown = (): Promise<string[]> => panel.page.locator(".elapsed").allTextContents();

  test("ticks by the second for those who look", async () => {
    panel = await browser.open({ clock: true });
    await panel.page.clock.pauseAt(Date.now() + 60_000);
    await panel.post(snapshot(rows()));
    await panel.page.clock.runFor(1100);
    const [before] = await shown();
    await panel.page.clock.runFor(2000);
    const [after] = await shown();
    expect(before).toMatch(/^1m \d\ds$/);
    expect(after).not.toBe(before);
  });

  test("is left out with a screen reader, and nothing else changes by itself", async () => {
    panel = await browser.open({ clock: true, classes: ["vscode-using-screen-reader"] });
    await panel.send(snapshot(rows()));
    expect(await shown()).toEqual([]);
    const before = await panel.page.locator("#root").innerHTML();
    await panel.page.clock.runFor(200_000);
    expect(await panel.page.locator("#root").innerHTML()).toBe(before);
  });
});

describe("what is said aloud", () => {
  const said = (): Promise<string | null> => panel.page.locator("[aria-live=polite]").textContent();
  const names = ["one", "two", "three"];
  type Said = "needs_permission" | "working" | "ready" | "failed" | "landed";
  const becomes = (seq: number, status: Said, which: string[]) => ({
    type: "delta",
    seq,
    changes: which.map((name) => ({ op: "put", row: taskRow(`ep/${name}`, { title: name, status }), after: null })),
  });
  async function opened(announce: "attention" | "all" | "off"): Promise<void> {
    panel = await browser.open({ clock: true });
    await panel.page.clock.pauseAt(Date.now() + 60_000);
    const rows = [epicRow("ep"), ...names.map((name) => taskRow(`ep/${name}`, { title: name }))];
    await panel.post(snapshot(rows, { settings: { showCost: "cost", density: "comfortable", announce } }));
    await panel.page.clock.runFor(5000);
  }
  async function after(milliseconds: number, message: unknown): Promise<string | null> {
    await panel.post(message);
    await panel.page.clock.runFor(milliseconds);
    return said();
  }

  test("nothing is said of what was there at first", async () => {
    await opened("all");
    expect(await said()).toBe("");
  });

  test("what changes together is said together", async () => {
    await opened("attention");
    expect(await after(300, becomes(2, "needs_permission", ["one", "two"]))).toBe("2 tasks need permission.");
  });

  test("the next words wait until three seconds after the last", async () => {
    await opened("attention");
    expect(await after(300, becomes(2, "needs_permission", ["one"]))).toBe("one needs permission.");
    expect(await after(1000, becomes(3, "failed", ["two"]))).toBe("one needs permission.");
    expect(await after(2000, becomes(4, "failed", ["three"]))).toBe("2 tasks failed.");
  });

  test("a state that nobody heard of before it was over is not said, and an answer is", async () => {
    await opened("attention");
    expect(await after(300, becomes(2, "failed", ["three"]))).toBe("three failed.");
    await after(100, becomes(3, "needs_permission", ["one"]));
    expect(await after(5000, becomes(4, "working", ["one"]))).toBe("one continues.");
  });

  test("who answered hears of work that was done before there was time to say that it goes on", async () => {
    await opened("attention");
    expect(await after(300, becomes(2, "needs_permission", ["one"]))).toBe("one needs permission.");
    await after(100, becomes(3, "working", ["one"]));
    expect(await after(5000, becomes(4, "ready", ["one"]))).toBe("one is ready for review.");
    expect(await after(5000, becomes(5, "ready", ["two"]))).toBe("one is ready for review.");
  });

  test("merges are said only to those who want to hear all, and nothing to those who want nothing", async () => {
    await opened("attention");
    expect(await after(5000, becomes(2, "landed", ["one"]))).toBe("");
    await panel.close();
    await opened("all");
    expect(await after(5000, becomes(2, "landed", ["one"]))).toBe("one is in the merge.");
    await panel.close();
    await opened("off");
    expect(await after(5000, becomes(2, "failed", ["one"]))).toBe("");
  });

  test("who wants nothing any more hears nothing more, not even what was about to be said", async () => {
    const announce = (wanted: "all" | "off"): unknown => ({
      type: "settings",
      settings: { showCost: "cost", density: "comfortable", announce: wanted },
    });
    await opened("all");
    expect(await after(300, becomes(2, "failed", ["one"]))).toBe("one failed.");
    await after(300, becomes(3, "landed", ["two"]));
    expect(await after(10_000, announce("off"))).toBe("one failed.");
    expect(await after(10_000, becomes(4, "failed", ["three"]))).toBe("one failed.");
    await after(300, announce("all"));
    expect(await after(10_000, becomes(5, "landed", ["three"]))).toBe("three is in the merge.");
  });
});
