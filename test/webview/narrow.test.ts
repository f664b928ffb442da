// A narrow side bar: what goes first, and that the words of states stay whole.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { epicRow, taskRow } from "../support/panel-rows.ts";
import { openPanelBrowser, snapshot, type PanelBrowser, type WebviewPage } from "../support/webview-page.ts";

let browser: PanelBrowser;
let panel: WebviewPage;

beforeAll(async () => {
  browser = await openPanelBrowser();
});
afterAll(() => browser.close());
afterEach(() => panel.close());

const times = { startedAt: 0, endedAt: 750_000, cost: 0.84 };
const rows = [
  epicRow("runs", { attention: 2, landed: 2, total: 8, ...times }),
  taskRow("runs/asks", { status: "needs_permission", since: 0, endedAt: 750_000, cost: 0.12 }),
  epicRow("fits", { state: "mergeable", landed: 8, total: 8, ...times }),
  epicRow("late", { state: "interrupted", note: "OpenCode ended by itself", ...times }),
];

async function openedAt(width: number): Promise<void> {
  panel = await browser.open({ viewport: { width, height: 700 } });
  await panel.send(snapshot(rows));
}
const seen = (selector: string): Promise<number> => panel.page.locator(`${selector} >> visible=true`).count();

/** Words that are cut or not seen at all. */
const cutWords = (): Promise<string[]> =>
  panel.page.evaluate(`[...document.querySelectorAll(".word")].filter((word) => {
    const [box, line] = [word.getBoundingClientRect(), word.closest(".second").getBoundingClientRect()];
    return word.scrollWidth > word.clientWidth || box.right > line.right + 0.5 || box.bottom > line.bottom + 0.5;
  }).map((word) => word.textContent)`);

test("what was spent goes whole where the word needs its room, and stays where it does not", async () => {
  await openedAt(200);
  const unseen: string[] = await panel.page.evaluate(`[...document.querySelectorAll(".spent")]
    .filter((spent) => spent.getBoundingClientRect().top >= spent.closest(".second").getBoundingClientRect().bottom)
    .map((spent) => spent.closest(".line").dataset.key)`);
  expect(unseen).toEqual(["runs/asks", "fits"]);
});

test.each([
  [175, { bars: 0, taskTimes: 0, epicTimes: 0 }],
  [200, { bars: 0, taskTimes: 0, epicTimes: 3 }],
  [240, { bars: 0, taskTimes: 1, epicTimes: 3 }],
  [300, { bars: 3, taskTimes: 1, epicTimes: 3 }],
])("at %i px words of states are whole, and bars and times are there if there is room", async (width, expected) => {
  await openedAt(width);
  expect(await panel.page.locator(".word").count()).toBe(rows.length);
  expect(await cutWords()).toEqual([]);
  expect({
    bars: await seen(".bar"),
    taskTimes: await seen(".task .elapsed"),
    epicTimes: await seen(".epic .elapsed"),
  }).toEqual(expected);
});
