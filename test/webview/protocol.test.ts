// The page and its host: in order, once a frame, acknowledged when painted, and asked for again when something is lost.
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
const titles = (): Promise<string[]> => panel.page.locator(".line:is(.epic, .task) .title").allTextContents();

async function opened(): Promise<void> {
  panel = await browser.open({});
  await panel.send(snapshot(rows));
}

test("the page says that it is ready, and acknowledges the snapshot that it painted", async () => {
  await opened();
  expect(await panel.sent("ready")).toHaveLength(1);
  expect(await panel.sent("ack")).toEqual([{ type: "ack", seq: 1 }]);
  expect(await titles()).toEqual(["ep", "ep/one", "ep/two"]);
});

test("a delta puts a new row behind another, replaces a known one where it stands, and removes one", async () => {
  await opened();
  await panel.send({
    type: "delta",
    seq: 2,
    changes: [
      { op: "put", row: taskRow("ep/between"), after: "ep/one" },
      { op: "put", row: taskRow("ep/one", { title: "changed" }), after: null },
      { op: "remove", key: "ep/two" },
      { op: "put", row: epicRow("first"), after: null },
    ],
  });
  expect(await titles()).toEqual(["first", "ep", "changed", "ep/between"]);
  expect((await panel.sent("ack")).at(-1)).toEqual({ type: "ack", seq: 2 });
});

test("several messages before one frame are painted together and acknowledged once", async () => {
  await opened();
  await panel.forget();
  await panel.send(
    ...[2, 3, 4].map((seq) => ({
      type: "delta",
      seq,
      changes: [{ op: "put", row: taskRow("ep/one", { title: `title ${seq}` }), after: "ep" }],
    })),
  );
  expect(await panel.sent("ack")).toEqual([{ type: "ack", seq: 4 }]);
  expect(await titles()).toContain("title 4");
});

test("a gap is answered with a resync, and nothing is drawn until the snapshot comes", async () => {
  await opened();
  await panel.send({ type: "delta", seq: 3, changes: [{ op: "remove", key: "ep/one" }] });
  expect(await panel.sent("resync")).toEqual([{ type: "resync", have: 1 }]);
  await panel.send({ type: "delta", seq: 4, changes: [{ op: "remove", key: "ep/two" }] });
  expect(await titles()).toEqual(["ep", "ep/one", "ep/two"]);
  expect(await panel.sent("resync")).toHaveLength(1);
  await panel.send(snapshot([epicRow("ep"), taskRow("ep/three")], { seq: 9 }));
  expect(await titles()).toEqual(["ep", "ep/three"]);
  await panel.send({ type: "delta", seq: 10, changes: [{ op: "remove", key: "ep/three" }] });
  expect(await titles()).toEqual(["ep"]);
  expect((await panel.sent("ack")).at(-1)).toEqual({ type: "ack", seq: 10 });
});

test("a delta that came before is not drawn a second time", async () => {
  await opened();
  await panel.send({ type: "delta", seq: 2, changes: [{ op: "remove", key: "ep/two" }] });
  await panel.send({ type: "delta", seq: 2, changes: [{ op: "remove", key: "ep/one" }] });
  expect(await titles()).toEqual(["ep", "ep/one"]);
  expect(await panel.sent("resync")).toEqual([]);
});

test("a change of a row that is not there means that something was lost", async () => {
  await opened();
  await panel.send({ type: "delta", seq: 2, changes: [{ op: "put", row: taskRow("ep/x"), after: "ep/unheard" }] });
  expect(await panel.sent("resync")).toEqual([{ type: "resync", have: 2 }]);
});

test("messages without sense are answered with one resync, drawn never, and harm nothing", async () => {
  await opened();
  const broken = [
    null,
    "text",
    [],
    {},
    { type: "unheard" },
    { type: "__proto__" },
    { type: "delta", seq: "2", changes: [] },
    { type: "delta", seq: 2, changes: [{ op: "put", row: { kind: "task" }, after: null }] },
    { type: "delta", seq: 2, changes: [{ op: "put", row: { ...taskRow("ep/one"), status: "dancing" }, after: null }] },
    {
      type: "delta",
      seq: 2,
      changes: [{ op: "put", row: { ...taskRow("ep/one"), asks: [{ kind: "permission" }] }, after: null }],
    },
    { type: "snapshot", seq: 2, rows: [{ ...epicRow("ep"), cost: "free" }] },
    { type: "settings", settings: { showCost: "gold" } },
    { type: "reveal", key: 7, into: "row" },
  ];
  await panel.send(...broken);
  expect(await panel.sent("resync")).toEqual([{ type: "resync", have: 1 }]);
  expect(await titles()).toEqual(["ep", "ep/one", "ep/two"]);
  await panel.send(snapshot([epicRow("again")], { seq: 5 }));
  expect(await titles()).toEqual(["again"]);
});

test("settings and a banner may come alone, and the banner's button names its command", async () => {
  await opened();
  await panel.send(
    { type: "settings", settings: { showCost: "off", density: "compact", announce: "off" } },
    {
      type: "banner",
      banner: { text: "Another process owns the swarm.", command: { id: "swarmPanel.logs.show", title: "Show Log" } },
    },
  );
  expect(await panel.page.locator(".scroller.compact").count()).toBe(1);
  expect(await panel.page.locator(".spent").count()).toBe(0);
  await panel.page.getByRole("button", { name: "Show Log" }).click();
  expect(await panel.sent("command")).toEqual([{ type: "command", id: "swarmPanel.logs.show" }]);
  await panel.send({ type: "banner", banner: null });
  expect(await panel.page.locator(".banner").count()).toBe(0);
});

test("without a swarm the page offers to begin one or to try the demo", async () => {
  panel = await browser.open({});
  await panel.send(snapshot([]));
  await panel.page.getByRole("button", { name: "New Swarm…" }).click();
  await panel.page.getByRole("button", { name: "Try the Demo" }).click();
  expect(await panel.sent("command")).toEqual([
    { type: "command", id: "swarmPanel.new" },
    { type: "command", id: "swarmPanel.demo" },
  ]);
});

test("translations of the host are shown in place of the English words", async () => {
  panel = await browser.open({});
  await panel.send(snapshot(rows, { strings: { Working: "Arbeitet", "Swarm workers": "Arbeiter" } }));
  expect(await panel.page.getByRole("tree", { name: "Arbeiter" }).count()).toBe(1);
  expect(await panel.page.locator(".word", { hasText: "Arbeitet" }).count()).toBe(2);
});

test("a row says in its menu context what can be done with it, and a text area keeps the menu of text", async () => {
  panel = await browser.open({});
  const asks = [{ kind: "question" as const, request: "q", questions: [{ question: "Why?", options: [] }] }];
  await panel.send(
    snapshot([
      epicRow("ep"),
      taskRow("ep/one", { actions: ["answer", "stop"], status: "needs_answer", asks, branch: "swarm/ep/one" }),
    ]),
  );
  await panel.page.locator('[data-key="ep/one"] > .twistie').click();
  const context = async (selector: string): Promise<unknown> =>
    JSON.parse((await panel.page.locator(selector).getAttribute("data-vscode-context")) ?? "null");
  expect(await context('[data-key="ep/one"]')).toEqual({
    webviewSection: "task",
    key: "ep/one",
    swarmFlags: "+answer +stop +branch",
    preventDefaultContextMenuItems: true,
  });
  expect(await context("vscode-text-area")).toEqual({ webviewSection: "text", preventDefaultContextMenuItems: false });
  expect(await context("body")).toEqual({ preventDefaultContextMenuItems: true });
});

test("a reveal unfolds what is above the row, and leads into what it asks", async () => {
  await opened();
  const asks = [{ kind: "question" as const, request: "q", questions: [{ question: "Why?", options: [] }] }];
  await panel.send({ type: "delta", seq: 2, changes: [{ op: "put", row: taskRow("ep/two", { asks }), after: null }] });
  await panel.page.locator('[data-key="ep"] > .twistie').click();
  expect(await titles()).toEqual(["ep"]);
  await panel.send({ type: "reveal", key: "ep/two", into: "ask" });
  await panel.page.locator('[data-key="ep/two#ask:q"]:focus').waitFor();
});
