// A row that cannot be drawn: the page says so, offers to begin anew, and is whole again once nothing is in the way.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Row } from "../../src/protocol.ts";
import { epicRow, taskRow } from "../support/panel-rows.ts";
import { openPanelBrowser, snapshot, type PanelBrowser, type WebviewPage } from "../support/webview-page.ts";

let browser: PanelBrowser;
let panel: WebviewPage;

beforeAll(async () => {
  browser = await openPanelBrowser();
});
afterAll(() => browser.close());
afterEach(() => panel.close());

const rows: Row[] = [epicRow("ep"), taskRow("ep/one"), taskRow("ep/two")];
const undrawable = { op: "put", row: taskRow("ep/undrawable"), after: "ep/one" };

/** No honest row is one that cannot be drawn, so the browser refuses a part of this one. */
const refuseRow = `{
  const real = Element.prototype.setAttribute;
  window.allowRow = () => { Element.prototype.setAttribute = real; };
  Element.prototype.setAttribute = function (name, value) {
    if (name === "data-key" && value === "ep/undrawable") throw new Error("refused by the browser");
    return real.call(this, name, value);
  };
}`;

const titles = (): Promise<string[]> => panel.page.locator(".task .title").allTextContents();
const broken = () => panel.page.getByRole("alert");
const focused = (): Promise<string | null> =>
  panel.page.evaluate(
    "document.activeElement.closest('[role=treeitem]')?.dataset.key ?? document.activeElement.tagName",
  );

async function broke(): Promise<void> {
  panel = await browser.open({});
  await panel.send(snapshot(rows));
  await panel.page.locator('[role=treeitem][tabindex="0"]').focus();
  await panel.page.evaluate(refuseRow);
  await panel.send({ type: "delta", seq: 2, changes: [undrawable] });
}

test("says in a sentence that the view could not be drawn, with the reason and a button", async () => {
  await broke();
  expect(await broken().locator("p").textContent()).toBe("The view could not be drawn. The swarm itself goes on.");
  expect(await broken().locator("pre").textContent()).toBe("refused by the browser");
  expect(await panel.page.getByRole("button", { name: "Reload View" }).count()).toBe(1);
  expect(await panel.page.getByRole("tree").count()).toBe(0);
  expect(await panel.axeFindings()).toEqual([]);
  // What was not drawn is acknowledged all the same: the host goes on.
  expect((await panel.sent("ack")).at(-1)).toEqual({ type: "ack", seq: 2 });
});

test("asks the host again, and the rows and the keyboard are back", async () => {
  await broke();
  await panel.forget();
  await panel.page.evaluate("allowRow()");
  await panel.page.keyboard.press("Tab");
  expect(await panel.page.evaluate("document.activeElement.textContent.trim()")).toBe("Reload View");
  await panel.page.keyboard.press("Enter");
  await panel.painted();
  expect(await panel.sent("ready")).toEqual([{ type: "ready" }]);
  expect(await broken().count()).toBe(0);
  await panel.send(snapshot([...rows, taskRow("ep/three")], { seq: 3 }));
  expect(await titles()).toEqual(["ep/one", "ep/two", "ep/three"]);
  expect((await panel.sent("ack")).at(-1)).toEqual({ type: "ack", seq: 3 });
  expect(await focused()).toBe("ep");
  for (const key of ["ArrowDown", "End"]) await panel.page.keyboard.press(key);
  await panel.painted();
  expect(await focused()).toBe("ep/three");
  await panel.send({ type: "delta", seq: 4, changes: [{ op: "remove", key: "ep/one" }] });
  expect(await titles()).toEqual(["ep/two", "ep/three"]);
});

test("stays, with its button at hand, as long as the row is there", async () => {
  await broke();
  await panel.page.getByRole("button", { name: "Reload View" }).press("Enter");
  await panel.painted();
  expect(await broken().count()).toBe(1);
  await panel.send(snapshot([...rows, undrawable.row], { seq: 3 }));
  expect(await broken().count()).toBe(1);
  expect(await focused()).toBe("VSCODE-BUTTON");
  await panel.page.keyboard.press("Enter");
  await panel.painted();
  expect(await panel.sent("ready")).toHaveLength(3);
  // A snapshot without it is drawn as soon as the person asks.
  await panel.send(snapshot(rows, { seq: 4 }));
  await panel.page.keyboard.press("Enter");
  await panel.painted();
  expect(await titles()).toEqual(["ep/one", "ep/two"]);
});
