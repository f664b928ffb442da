// The tree by keyboard alone, as trees work everywhere in VS Code.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Row } from "../../src/protocol.ts";
import { epicRow, fileRow, permission, taskRow } from "../support/panel-rows.ts";
import { openPanelBrowser, snapshot, type PanelBrowser, type WebviewPage } from "../support/webview-page.ts";

let browser: PanelBrowser;
let panel: WebviewPage;

beforeAll(async () => {
  browser = await openPanelBrowser();
});
afterAll(() => browser.close());
afterEach(() => panel.close());

const rows: Row[] = [
  epicRow("a", { title: "Alpha" }),
  taskRow("a/build", { title: "Build", status: "ready", actions: ["review", "approve"] }),
  fileRow("a/build", "src/x.ts"),
  taskRow("a/ask", {
    title: "Ask",
    status: "needs_permission",
    actions: ["allow", "stop"],
    asks: [permission("p", "npm test")],
  }),
  taskRow("a/back", { title: "Back", status: "interrupted", actions: ["resume", "discard"] }),
  taskRow("a/fail", { title: "Fail", status: "failed", actions: ["retry"] }),
  epicRow("b", { title: "Beta" }),
];

async function opened(content = rows): Promise<void> {
  panel = await browser.open({});
  await panel.send(snapshot(content));
  await panel.page.locator('[role=treeitem][tabindex="0"]').focus();
}
const focused = (): Promise<string | null> =>
  panel.page.evaluate("document.activeElement.closest('[role=treeitem]')?.dataset.key ?? null");
async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await panel.page.keyboard.press(key);
  await panel.painted();
}

test("the first line is the way in, and exactly one line is in the order of Tab", async () => {
  await opened();
  expect(await focused()).toBe("a");
  expect(await panel.page.locator('[role=treeitem][tabindex="0"]').count()).toBe(1);
});

test("up, down, Home and End move over all lines and stop at the ends", async () => {
  await opened();
  await press("ArrowDown", "ArrowDown");
  expect(await focused()).toBe("a/ask");
  await press("End", "ArrowDown");
  expect(await focused()).toBe("b");
  await press("Home", "ArrowUp");
  expect(await focused()).toBe("a");
  expect((await panel.sent("select")).map(({ key }) => key)).toEqual(["a", "a/build", "a/ask", "b", "a"]);
});

test("right unfolds and goes in, left goes out and folds", async () => {
  await opened();
  await press("ArrowDown", "ArrowRight");
  expect(await focused()).toBe("a/build");
  expect(await panel.page.locator('[data-key="a/build"]').getAttribute("aria-expanded")).toBe("true");
  await press("ArrowRight");
  expect(await focused()).toBe("a/build#details");
  await press("ArrowDown");
  expect(await focused()).toBe("a/build/src/x.ts");
  await press("ArrowLeft");
  expect(await focused()).toBe("a/build");
  await press("ArrowLeft");
  expect(await panel.page.locator('[data-key="a/build"]').getAttribute("aria-expanded")).toBe("false");
  await press("ArrowLeft", "ArrowLeft");
  expect(await focused()).toBe("a");
  expect(await panel.page.locator("[role=treeitem]").count()).toBe(2);
});

test("letters lead to the next title that begins with them", async () => {
  await opened();
  await press("b");
  expect(await focused()).toBe("a/build");
  await press("a");
  expect(await focused()).toBe("a/back");
  await opened();
  await press("b", "e", "t");
  expect(await focused()).toBe("b");
});

test("Enter does what the state asks for", async () => {
  await opened();
  await press("ArrowDown", "Enter");
  await press("ArrowDown", "ArrowDown", "Enter");
  expect(await panel.sent("act")).toEqual([
    { type: "act", action: "review", key: "a/build" },
    { type: "act", action: "resume", key: "a/back" },
  ]);
  await press("ArrowDown", "Enter");
  expect(await panel.page.locator('[data-key="a/fail"]').getAttribute("aria-expanded")).toBe("true");
  await press("ArrowUp", "ArrowUp", "Enter");
  expect(await focused()).toBe("a/ask#ask:p");
  await press("Home", "Enter");
  expect(await panel.page.locator('[data-key="a"]').getAttribute("aria-expanded")).toBe("false");
});

test("Enter and Space on a file open it", async () => {
  await opened();
  await press("ArrowDown", "ArrowRight", "ArrowDown", "ArrowDown", "Enter");
  await press(" ");
  expect(await panel.sent("openFile")).toEqual([
    { type: "openFile", key: "a/build/src/x.ts" },
    { type: "openFile", key: "a/build/src/x.ts" },
  ]);
});

test("every action of a row is a button that Tab reaches from its details", async () => {
  await opened();
  await press("ArrowDown", "ArrowRight", "ArrowRight", "Enter");
  const names: string[] = [];
  for (let index = 0; index < 2; index += 1) {
    names.push(await panel.page.evaluate("document.activeElement.textContent"));
    await press("Tab");
  }
  expect(names).toEqual(["Review", "Approve"]);
});

test("Escape leads from a button to its line, and from there to the row", async () => {
  await opened();
  await press("ArrowDown", "ArrowDown", "Enter");
  await press("Tab");
  expect(await panel.page.evaluate("document.activeElement.textContent")).toBe("Allow Once");
  await press("Escape");
  expect(await focused()).toBe("a/ask#ask:p");
  await press("Escape");
  expect(await focused()).toBe("a/ask");
});

test("what is no key of the tree goes on to VS Code", async () => {
  await opened();
  await panel.page.evaluate(
    "window.passed = []; window.addEventListener('keydown', (event) => { if (!event.defaultPrevented) passed.push(event.key) })",
  );
  await press("F1", "Control+Shift+p", "Control+c", "F6", "ArrowDown");
  const passed = await panel.page.evaluate<string[]>("passed");
  expect(passed.filter((key) => key !== "Control" && key !== "Shift")).toEqual(["F1", "p", "c", "F6"]);
});

test("pages are as long as the window", async () => {
  await opened([epicRow("a"), ...Array.from({ length: 100 }, (_, index) => taskRow(`a/t${index}`))]);
  await press("PageDown");
  const key = (await focused()) ?? "";
  const moved = Number(key.replace("a/t", ""));
  expect(moved).toBeGreaterThan(10);
  expect(moved).toBeLessThan(17);
  await panel.page.locator(`[data-key="${key}"]`).waitFor({ state: "visible" });
  await press("PageUp");
  expect(Number(((await focused()) ?? "a/t0").replace("a/t", "").replace("a", "0"))).toBeLessThan(moved - 8);
});

test("the focus stays with its line while rows come, change and go around it", async () => {
  await opened();
  await press("ArrowDown", "ArrowDown");
  await panel.send({
    type: "delta",
    seq: 2,
    changes: [
      { op: "put", row: taskRow("a/new", { status: "needs_answer" }), after: "a" },
      { op: "remove", key: "a/build" },
      { op: "put", row: taskRow("a/back", { status: "failed" }), after: null },
    ],
  });
  expect(await focused()).toBe("a/ask");
});

test("when the focused row goes, the focus goes to its next sibling, and at last to the row above", async () => {
  await opened();
  await press("ArrowDown", "ArrowDown");
  await panel.send({ type: "delta", seq: 2, changes: [{ op: "remove", key: "a/ask" }] });
  await panel.painted();
  expect(await focused()).toBe("a/back");
  await panel.send({
    type: "delta",
    seq: 3,
    changes: [
      { op: "remove", key: "a/back" },
      { op: "remove", key: "a/fail" },
    ],
  });
  await panel.painted();
  expect(await focused()).toBe("a");
});

test("a row that goes takes no focus that is elsewhere", async () => {
  panel = await browser.open({});
  await panel.send(snapshot(rows));
  await panel.page.evaluate("document.activeElement.blur()");
  await panel.send({ type: "delta", seq: 2, changes: [{ op: "remove", key: "a/build" }] });
  await panel.painted();
  expect(await panel.page.evaluate("document.activeElement.tagName")).toBe("BODY");
});

test("the window's focus goes to the line that Tab would lead to", async () => {
  await opened();
  await press("ArrowDown");
  await panel.page.evaluate("document.activeElement.blur()");
  await panel.page.evaluate("window.dispatchEvent(new Event('focus'))");
  expect(await focused()).toBe("a/build");
});
