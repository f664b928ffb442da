// Questions and permissions in the row: what is shown, what is sent, and that no click lands on something else than meant.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { epicRow, permission, taskRow } from "../support/panel-rows.ts";
import { openPanelBrowser, snapshot, type PanelBrowser, type WebviewPage } from "../support/webview-page.ts";
import type { TaskRow } from "../../src/protocol.ts";

let browser: PanelBrowser;
let panel: WebviewPage;

beforeAll(async () => {
  browser = await openPanelBrowser();
});
afterAll(() => browser.close());
afterEach(() => panel.close());

const asking = (asks: TaskRow["asks"]): TaskRow =>
  taskRow("ep/ask", { title: "Ask", status: "needs_permission", actions: ["allow", "stop"], asks });
const question = (options: string[], multiple?: boolean): TaskRow["asks"][number] => ({
  kind: "question",
  request: "q1",
  questions: [{ question: "Which Node version?", options, ...(multiple !== undefined && { multiple }) }],
});

/** Steady: so long unmoved that its buttons take clicks. The page's clock is played, so nothing waits. */
async function opened(asks: TaskRow["asks"]): Promise<void> {
  panel = await browser.open({ clock: true });
  await panel.send(snapshot([epicRow("ep"), asking(asks)]));
  await panel.page.locator('[data-key="ep/ask"] > .twistie').click();
  await panel.painted();
  await panel.page.clock.runFor(500);
}
const button = (name: string) => panel.page.getByRole("button", { name, exact: true });

test("a permission shows exactly what is asked, and each button sends its answer", async () => {
  const replies = [
    ["Allow Once", "once"],
    ["Always Allow", "always"],
  ] as const;
  for (const [name, reply] of replies) {
    await opened([permission("p1", "npm  test -- --grep 'a b'")]);
    expect(await panel.page.locator(".exact").textContent()).toBe("npm  test -- --grep 'a b'");
    await button(name).click();
    expect(await panel.sent("permission")).toEqual([
      { type: "permission", key: "ep/ask", request: "p1", reply, message: null },
    ]);
    await panel.painted();
    expect(await button(name).count()).toBe(0);
    if (reply === "once") await panel.close();
  }
});

test("Deny… takes a reason or none", async () => {
  await opened([permission("p1", "npm test")]);
  await button("Deny…").click();
  await panel.page.getByRole("textbox").fill("Use node --test");
  await button("Deny").click();
  expect(await panel.sent("permission")).toEqual([
    { type: "permission", key: "ep/ask", request: "p1", reply: "reject", message: "Use node --test" },
  ]);
});

test("a risky request says so in words and cannot be allowed for ever", async () => {
  await opened([permission("p1", "curl x | sh", true)]);
  expect(await panel.page.getByRole("treeitem", { name: "Risky permission request: curl x | sh" }).count()).toBe(1);
  expect(await panel.page.locator(".risk").textContent()).toContain("Risky");
  expect(await button("Always Allow").count()).toBe(0);
  expect(await button("Allow Once").count()).toBe(1);
});

test("ticked options and other words are one answer", async () => {
  await opened([question(["20", "22"])]);
  await button("Answer").click();
  expect(await panel.sent("answer")).toEqual([]);
  await panel.page.getByRole("checkbox", { name: "22" }).click();
  await panel.page.getByRole("textbox").fill("but keep 20 in CI");
  await panel.painted();
  await button("Answer").click();
  expect(await panel.sent("answer")).toEqual([
    { type: "answer", key: "ep/ask", request: "q1", answers: [["22", "but keep 20 in CI"]] },
  ]);
});

test("where one option is to be chosen, a tick takes the other one away, and own words stay possible", async () => {
  await opened([question(["20", "22"], false)]);
  const box = (name: string) => panel.page.getByRole("checkbox", { name, exact: true });
  const ticked = async (): Promise<boolean[]> => [await box("20").isChecked(), await box("22").isChecked()];
  expect(await panel.page.getByRole("group", { name: "Which Node version? Choose one." }).count()).toBe(1);
  await box("20").click();
  await panel.painted();
  await box("22").click();
  await panel.painted();
  expect(await ticked()).toEqual([false, true]);
  await box("22").click();
  await panel.painted();
  expect(await ticked()).toEqual([false, false]);
  await box("20").click();
  await panel.page.getByRole("textbox").fill("for a year");
  await panel.painted();
  await button("Answer").click();
  expect((await panel.sent("answer"))[0]?.answers).toEqual([["20", "for a year"]]);
});

test("where several may be chosen, and where nobody said, ticks add up", async () => {
  for (const multiple of [true, undefined]) {
    await opened([question(["20", "22"], multiple)]);
    expect(await panel.page.locator(".card legend").textContent()).toBe("Which Node version?");
    for (const name of ["22", "20"]) {
      await panel.page.getByRole("checkbox", { name }).click();
      await panel.painted();
    }
    await button("Answer").click();
    expect((await panel.sent("answer"))[0]?.answers).toEqual([["20", "22"]]);
    if (multiple) await panel.close();
  }
});

test("many options are a dropdown", async () => {
  await opened([question(Array.from({ length: 12 }, (_, index) => `option ${index}`))]);
  await panel.page.getByRole("combobox").click();
  await panel.page.getByRole("option", { name: "option 7" }).click();
  await panel.painted();
  await button("Answer").click();
  expect((await panel.sent("answer"))[0]?.answers).toEqual([["option 7"]]);
});

test("Ctrl+Enter in the words sends the answer", async () => {
  await opened([question([])]);
  await panel.page.getByRole("textbox").fill("22");
  await panel.page.keyboard.press("Control+Enter");
  expect((await panel.sent("answer"))[0]?.answers).toEqual([["22"]]);
});

test("the focus goes from an answered card to its row", async () => {
  await opened([permission("p1", "npm test")]);
  await button("Allow Once").focus();
  await panel.page.keyboard.press("Enter");
  await panel.painted();
  await panel.send({
    type: "delta",
    seq: 2,
    changes: [{ op: "put", row: taskRow("ep/ask", { title: "Ask" }), after: null }],
  });
  await panel.painted();
  expect(await panel.page.evaluate("document.activeElement.dataset.key")).toBe("ep/ask");
});

test("for 400 ms after a card appeared its buttons take no click", async () => {
  panel = await browser.open({ clock: true });
  await panel.send(snapshot([epicRow("ep"), asking([])]));
  await panel.page.locator('[data-key="ep/ask"] > .twistie').click();
  await panel.painted();
  await panel.page.clock.pauseAt(Date.now() + 60_000);
  await panel.post({
    type: "delta",
    seq: 2,
    changes: [{ op: "put", row: asking([permission("p1", "x")]), after: null }],
  });
  await panel.page.clock.runFor(50);
  await button("Allow Once").click();
  await panel.page.clock.runFor(300);
  await button("Allow Once").click();
  expect(await panel.sent("permission")).toEqual([]);
  await panel.page.clock.runFor(100);
  await button("Allow Once").click();
  expect(await panel.sent("permission")).toHaveLength(1);
});

test("for 400 ms after a card moved its buttons take no click, whatever pushed it", async () => {
  await opened([permission("p1", "x")]);
  await panel.page.clock.pauseAt(Date.now() + 60_000);
  const pushes = [
    { type: "delta", seq: 2, changes: [{ op: "put", row: taskRow("ep/above"), after: "ep" }] },
    { type: "banner", banner: { text: "OpenCode stopped.", command: null } },
  ];
  for (const push of pushes) {
    await panel.post(push);
    await panel.page.clock.runFor(50);
    await button("Allow Once").click();
    expect(await panel.sent("permission")).toEqual([]);
    await panel.page.clock.runFor(450);
  }
  await button("Allow Once").click();
  expect(await panel.sent("permission")).toHaveLength(1);
});

test("a button on a row whose meaning changed under the hand takes no click", async () => {
  panel = await browser.open({ clock: true });
  await panel.send(snapshot([epicRow("ep"), taskRow("ep/one", { status: "ready", actions: ["review"] })]));
  await panel.page.locator('[data-key="ep/one"]').hover();
  await panel.painted();
  await panel.page.clock.pauseAt(Date.now() + 60_000);
  await panel.post({
    type: "delta",
    seq: 2,
    changes: [{ op: "put", row: taskRow("ep/one", { status: "failed", actions: ["retry"] }), after: null }],
  });
  await panel.page.clock.runFor(50);
  await button("Retry…").click();
  expect(await panel.sent("act")).toEqual([]);
  await panel.page.clock.runFor(400);
  await button("Retry…").click();
  expect(await panel.sent("act")).toEqual([{ type: "act", action: "retry", key: "ep/one" }]);
});

test("what is asked stands in the card, and not a second time in the details", async () => {
  const long = "Should tax be rounded for each line of an invoice, or only once for all of it?";
  panel = await browser.open({});
  const asked = { kind: "question" as const, request: "q1", questions: [{ question: long, options: [] }] };
  const row = taskRow("ep/ask", { status: "needs_answer", activity: `Asks: ${long}`, asks: [asked] });
  await panel.send(snapshot([epicRow("ep"), row]));
  await panel.page.locator('[data-key="ep/ask"] > .twistie').click();
  await panel.painted();
  expect(await panel.page.locator(".details-box .said").count()).toBe(0);
  expect(await panel.page.locator(".card legend").textContent()).toBe(long);
});

test("what became of a swarm is cut off on its line, and stands whole above its buttons", async () => {
  panel = await browser.open({});
  const note = "Not merged: main has moved on and conflicts in docs/a.md. Merge it yourself, then merge again.";
  await panel.send(snapshot([epicRow("ep", { state: "conflict", note, actions: ["merge"] })]));
  await panel.painted();
  const said = panel.page.locator('[data-key="ep#details"] .said');
  expect(await said.textContent()).toBe(note);
  expect(await panel.page.locator('[data-key="ep"] .activity').getAttribute("title")).toBe(note);
  const merge = panel.page.locator('[data-key="ep#details"] .buttons');
  const [box, buttons] = [await said.boundingBox(), await merge.boundingBox()];
  expect(box?.height).toBeGreaterThan(0);
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(buttons?.y ?? 0);
});

test("discarded work names the ref under which it stays", async () => {
  panel = await browser.open({});
  const keptUnder = "refs/opencode-swarm/ep/one/1-removed";
  await panel.send(snapshot([epicRow("ep"), taskRow("ep/one", { status: "discarded", keptUnder })]));
  await panel.page.locator('[data-key="ep/one"] > .twistie').click();
  await panel.painted();
  expect(await panel.page.locator('[data-key="ep/one#details"] .facts').textContent()).toContain(
    `Recoverable under ${keptUnder}`,
  );
});

test("added and deleted lines stand on the line of their task", async () => {
  panel = await browser.open({});
  const row = taskRow("ep/docs", { status: "ready", activity: "Ready", files: 1, lines: { added: 40, deleted: 3 } });
  await panel.send(snapshot([epicRow("ep"), row]));
  await panel.painted();
  const line = await panel.page.locator('[data-key="ep/docs"] .facts-now').boundingBox();
  for (const sign of [".plus", ".minus"]) {
    const box = await panel.page.locator(`[data-key="ep/docs"] ${sign}`).boundingBox();
    expect(box?.y).toBeGreaterThanOrEqual(line?.y ?? Infinity);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual((line?.y ?? 0) + (line?.height ?? 0));
  }
});
