// What a reload keeps, what thousands of rows cost, and what words of a worker can not do.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Row, TaskRow } from "../../src/protocol.ts";
import { epicRow, permission, taskRow } from "../support/panel-rows.ts";
import { openPanelBrowser, snapshot, type PanelBrowser, type WebviewPage } from "../support/webview-page.ts";

let browser: PanelBrowser;
let panel: WebviewPage;

beforeAll(async () => {
  browser = await openPanelBrowser();
});
afterAll(() => browser.close());
afterEach(() => panel.close());

const unfold = (key: string): Promise<void> => panel.page.locator(`[data-key="${key}"] > .twistie`).click();
const many = (count: number): Row[] => [
  epicRow("ep"),
  ...Array.from({ length: count - 1 }, (_, index) => taskRow(`ep/t${index}`)),
];

test("after a reload the same lines are unfolded, the same one is active, and the drafts are there", async () => {
  const asks: TaskRow["asks"] = [
    { kind: "question", request: "q", questions: [{ question: "Which?", options: ["left", "right"] }] },
    permission("p", "npm test"),
  ];
  const rows = [
    epicRow("ep"),
    ...many(40).slice(1),
    taskRow("ep/ask", { asks }),
    epicRow("folded"),
    taskRow("folded/x"),
  ];
  panel = await browser.open({});
  await panel.send(snapshot(rows));
  await panel.page.locator('[role=treeitem][tabindex="0"]').focus();
  await panel.page.keyboard.press("End");
  await panel.painted();
  await unfold("folded");
  await unfold("ep/ask");
  await panel.page.getByRole("checkbox", { name: "right" }).click();
  await panel.page.getByRole("textbox").fill("words that nobody sent");
  await panel.page.locator('[data-key="ep/ask"]').click();
  await panel.painted();
  const picture = (): Promise<unknown> =>
    panel.page.evaluate(`({
      lines: [...document.querySelectorAll("[role=treeitem]")].map((line) => [line.dataset.key, line.ariaExpanded, line.tabIndex]),
      scrollTop: document.querySelector(".scroller").scrollTop,
      ticked: document.querySelector("vscode-checkbox:nth-of-type(2)").checked,
      words: document.querySelector("vscode-text-area").value,
    })`);
  const before = await picture();
  await expect.poll(() => panel.page.evaluate("sessionStorage.getItem('kept')")).toContain("nobody sent");
  await panel.page.reload();
  await panel.send(snapshot(rows, { seq: 7 }));
  await panel.painted();
  expect(await picture()).toEqual(before);
  expect(before).toMatchObject({ ticked: true, words: "words that nobody sent" });
  expect(await panel.sent("select")).toEqual([{ type: "select", key: "ep/ask" }]);
});

test("a state that was kept by something else is not used and harms nothing", async () => {
  panel = await browser.open({ init: "sessionStorage.setItem('kept', JSON.stringify({ expanded: 7, active: [] }))" });
  await panel.send(snapshot(many(3)));
  expect(await panel.page.locator("[role=treeitem]").count()).toBe(3);
});

test("of 5,000 rows only those in the window are in the document, each with its place among all", async () => {
  panel = await browser.open({});
  await panel.send(snapshot(many(5000)));
  expect(await panel.page.locator("[role=treeitem]").count()).toBeLessThan(40);
  expect(await panel.page.evaluate<number>("document.querySelectorAll('*').length")).toBeLessThan(700);
  await panel.page.locator('[role=treeitem][tabindex="0"]').focus();
  await panel.page.keyboard.press("End");
  const last = panel.page.locator('[data-key="ep/t4998"]:focus');
  await last.waitFor();
  expect(await last.getAttribute("aria-posinset")).toBe("4999");
  expect(await last.getAttribute("aria-setsize")).toBe("4999");
  expect(await panel.page.locator("[role=treeitem]").count()).toBeLessThan(40);
});

test("the focused line stays in the document when it is scrolled away", async () => {
  panel = await browser.open({});
  await panel.send(snapshot(many(500)));
  await panel.page.locator('[data-key="ep/t3"]').click();
  await panel.painted();
  await panel.page.evaluate("document.querySelector('.scroller').scrollTop = 15000");
  await panel.painted();
  await panel.painted();
  expect(await panel.page.evaluate("document.activeElement.dataset.key")).toBe("ep/t3");
  expect(await panel.page.locator('[data-key="ep/t340"]').count()).toBe(1);
});

test("rows that come above the window do not move what is in it", async () => {
  panel = await browser.open({});
  await panel.send(snapshot(many(200)));
  await panel.page.evaluate("document.querySelector('.scroller').scrollTop = 3000");
  await panel.painted();
  await panel.painted();
  const place = (): Promise<number> =>
    panel.page.evaluate("document.querySelector('[data-key=\"ep/t70\"]').getBoundingClientRect().top");
  const before = await place();
  await panel.send({
    type: "delta",
    seq: 2,
    changes: [0, 1, 2].map((index) => ({ op: "put", row: taskRow(`ep/new${index}`), after: "ep" })),
  });
  await panel.painted();
  expect(await place()).toBeCloseTo(before, 0);
});

const hostile = [
  '<img src=x onerror="window.hacked = true"><script>window.hacked = true</script>',
  "\u001b[31mred\u001b[0m \u0007\u009b2J",
  "\u202Eexe.txt\u202C",
  "x".repeat(10_000),
  "&lt;b&gt; ${7*7} {0} javascript:alert(1)",
];

test("whatever a worker prints is text", async () => {
  const words = hostile.join(" ");
  const row = (key: string, title: string): TaskRow =>
    taskRow(key, {
      title,
      activity: words,
      notes: hostile,
      branch: words,
      status: "needs_permission",
      asks: [
        { kind: "permission", request: `p ${title}`, permission: words, patterns: hostile, risky: false },
        { kind: "question", request: `q ${title}`, questions: [{ question: words, options: hostile }] },
      ],
    });
  panel = await browser.open({});
  await panel.send(
    snapshot(
      [epicRow("ep", { title: words, note: words }), ...hostile.map((title, index) => row(`ep/${index}`, title))],
      {
        banner: { text: hostile.slice(0, 3).join(" "), command: null },
      },
    ),
  );
  await unfold("ep/0");
  await panel.painted();
  const exact = await panel.page.locator(".exact").allTextContents();
  expect(exact).toEqual([hostile[0], "␛[31mred␛[0m ␇<U+009B>2J", "<U+202E>exe.txt<U+202C>", hostile[3], hostile[4]]);
  expect(await panel.page.locator("#root img, #root script, #root a").count()).toBe(0);
  expect(await panel.page.evaluate("window.hacked")).toBeUndefined();
  const wide = await panel.page.evaluate<number>("document.scrollingElement.scrollWidth");
  expect(wide).toBe(300);
  const tall = await panel.page.evaluate<number>("document.querySelector('.line.task').offsetHeight");
  expect(tall).toBe(44);
});

test("keys of rows that look like something else stay keys", async () => {
  const keys = ['ep/"]<b>', "ep/__proto__", "ep/constructor", "ep/a#details"];
  panel = await browser.open({});
  await panel.send(snapshot([epicRow("ep"), ...keys.map((key) => taskRow(key))]));
  expect(await panel.page.locator(".task .title").allTextContents()).toEqual(keys);
});

test("the page keeps to the extension's own policy, and that policy is heard when it is broken", async () => {
  panel = await browser.open({});
  await panel.send(snapshot([epicRow("ep")]));
  expect(await panel.complaints()).toEqual([]);
  await panel.page.evaluate(
    "document.body.append(Object.assign(document.createElement('style'), { textContent: 'p {}' }))",
  );
  await expect.poll(() => panel.page.evaluate("played.violations.length")).toBeGreaterThan(0);
  expect((await panel.complaints())[0]).toContain("style-src");
  await panel.page.evaluate("played.violations.length = 0");
});
