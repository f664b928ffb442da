// A swarm in the package as a person runs it: the yes of every modal box, a conflict, a cancelled merge, a merge and its undo.
import { beforeAll, describe, expect, it } from "vitest";
import { codeServerObstacle } from "../../../src/demo/code-server/install-code-server.ts";
import { processesLeft, processesWith } from "../../support/processes.ts";
import { answerModal, toast } from "../../support/vscode/dialogs.ts";
import { pick, runCommand } from "../../support/vscode/palette.ts";
import { until } from "../../support/vscode/until.ts";
import { openView, tabs } from "../../support/vscode/window-parts.ts";
import { limitMs, packagedWindow } from "./packaged-window.ts";
import { panelIn, type Panel } from "./panel.ts";
import { endlessMark, openShop, prices, type Shop } from "./shop.ts";

const obstacle = codeServerObstacle();
const notRun = obstacle === null ? "" : ` (NOT RUN: ${obstacle})`;
const pane = ".modified-in-monaco-diff-editor";
const thread = ".review-widget";

describe.skipIf(obstacle !== null)(`A swarm in the package${notRun}`, { retry: 0, timeout: limitMs }, () => {
  let shop: Shop;
  let panel: Panel;
  let epicId: string;
  const window = packagedWindow(
    async () => {
      shop = await openShop();
      const settings = { "swarmPanel.maxParallelWorkers": 4, "comments.openView": "never" };
      return { person: shop.person, env: {}, settings, workspaceTrust: false };
    },
    async () => shop?.close(),
  );
  beforeAll(() => {
    panel = panelIn(window.page);
  });

  const git = (...args: string[]): string => shop.person.git(...args).trim();
  const visible = (selector: string): Promise<boolean> => window.page.locator(selector).first().isVisible();

  it("runs the plan of the folder", async () => {
    await openView(window.page, "Swarm");
    await panel.isEmpty();
    await runCommand(window.page, "Swarm: Run This Plan");
    await pick(window.page, "Start 4 tasks");
    await panel.says("prices", /^Raise the price of pears, Ready/);
    await panel.says("hours", /, Ready/);
    epicId = await panel.epicId();
    for (const [task, file] of [
      ["stock", "stock.txt"],
      ["names", "names.txt"],
    ] as const)
      await until(`the file of ${task}`, limitMs, async () => shop.inWorktree(epicId, task, file) ?? undefined);
  });

  it("stops all workers when the person says yes, and kills what they run", async () => {
    expect(await processesWith(endlessMark)).not.toEqual([]);
    await runCommand(window.page, "Swarm: Stop All Workers…");
    expect(await answerModal(window.page, "Stop All")).toMatch(/^Stop 2 workers\? Their running commands are killed/);
    await panel.says("stock", /, Stopped, Stopped by you/);
    await panel.says("names", /, Stopped, Stopped by you/);
    expect(await processesLeft(endlessMark)).toEqual([]);
  });

  it.each([
    ["stock", "stock.txt"],
    ["names", "names.txt"],
  ])(
    "discards the worker %s when the person says yes, and keeps its work under the ref that it names",
    async (task, file) => {
      await panel.press(task, "Discard…", () => visible(".monaco-dialog-box"));
      expect(await answerModal(window.page, "Discard")).toContain(
        "its work stays recoverable under refs/opencode-swarm.",
      );
      await panel.says(task, /, Discarded/);
      const { text, press } = await toast(window.page, new RegExp(`^Its work stays recoverable under .*/${task}/`));
      const ref = /under (\S+)\.$/.exec(text)?.[1] ?? "";
      expect(git("show", `${ref}:${file}`)).toBe("begun");
      expect(await panel.shows(task, /Recoverable under/)).toContain(ref);
      await press("Copy Name");
      await expect.poll(() => window.page.evaluate("navigator.clipboard.readText()")).toBe(ref);
    },
  );

  it("discards unsent comments when the person says yes", async () => {
    await panel.select("prices");
    await window.page.locator('.pane-body .monaco-list-row[aria-label^="prices.txt"] .label-name').click();
    await comment("Too much.");
    await runCommand(window.page, "Swarm: Discard Unsent Comments…");
    expect(await answerModal(window.page, "Discard")).toBe(
      "Discard 1 comment for prices? It was not sent, and it cannot be brought back.",
    );
    await window.page.locator(thread).waitFor({ state: "detached" });
  });

  it("approves from a row the commit that the row shows, whatever is open in the editor", async () => {
    await comment("21, please.");
    await runCommand(window.page, "Swarm: Send Review…");
    await window.page.locator('.quick-input-widget:visible:has-text("1 comment goes to prices")').waitFor();
    await window.page.keyboard.press("Enter");
    await panel.shows("prices", /Attempt 2/);
    await panel.says("prices", /, Ready/);
    expect(await window.page.locator(pane).innerText()).toMatch(/pear\s20\b/);
    await panel.press("prices", "Approve", async () => /In the merge/.test(await panel.nameOf("prices")));
    expect(shop.fileOn(`swarm/${epicId}/_integration`, "prices.txt")).toBe(prices.reviewed);
    expect(await tabs(window.page)).toEqual([expect.stringMatching(/^prices\.txt · prices\b/)]);
    await panel.press("hours", "Approve", async () => /In the merge/.test(await panel.nameOf("hours")));
  });

  it("changes nothing when the merge conflicts with the person's own commit, and says where and what to do", async () => {
    shop.person.write("prices.txt", prices.ofPerson);
    git("commit", "--quiet", "-am", "My price");
    const before = await shop.checkout();
    await merge();
    const { text } = await toast(window.page, /^Not merged, and nothing was changed: /);
    expect(text).toContain(
      `main has moved on and conflicts in prices.txt. Run git merge swarm/${epicId}/_integration on main`,
    );
    expect(await shop.checkout()).toEqual(before);
    expect(await panel.shows(null, /^Not merged: main has moved on and conflicts in prices\.txt\./)).toContain(
      `git merge swarm/${epicId}/_integration`,
    );
    git("reset", "--quiet", "--hard", "HEAD~1");
  });

  it("changes nothing when the person cancels the merge while its check runs, and says so", async () => {
    // With this commit beneath it, the work was not checked yet.
    shop.person.write("opening.txt", "soon\n");
    git("add", "opening.txt");
    git("commit", "--quiet", "-m", "We open soon");
    const before = await shop.checkout();
    shop.letCheckWait();
    await merge();
    const progress = await toast(window.page, /^Merging into main$/);
    await until("the check", limitMs, async () => (shop.checkIsWaiting() ? true : undefined));
    await progress.press("Cancel");
    await toast(window.page, /^The merge was stopped\. Nothing was changed\.$/);
    expect(await shop.checkout()).toEqual(before);
    await panel.shows(null, /^All approved: can be merged into main/);
    shop.letCheckEnd();
  });

  it("merges in the end, and takes the merge back by a commit that keeps what the person did since", async () => {
    await merge();
    expect((await toast(window.page, /^Merged 2 tasks into main\.$/)).buttons).toContain("Undo");
    expect([shop.fileOn("main", "prices.txt"), shop.fileOn("main", "hours.txt")]).toEqual([
      prices.reviewed,
      "8 to 18\n",
    ]);
    shop.person.write("mine.txt", "mine\n");
    git("add", "mine.txt");
    git("commit", "--quiet", "-m", "Mine");
    const mine = git("rev-parse", "main");
    await runCommand(window.page, "Swarm: Undo Last Merge…");
    await pick(window.page, "Undo the merge of A small shop");
    await toast(window.page, /^The merge was undone by commit [0-9a-f]{7} on main\.$/);
    expect(git("rev-parse", "main~1")).toBe(mine);
    expect(["prices.txt", "hours.txt", "mine.txt"].map((path) => shop.fileOn("main", path))).toEqual([
      prices.before,
      null,
      "mine\n",
    ]);
    expect(git("status", "--porcelain")).toBe("");
    await panel.says(null, /The merge was undone by a commit/);
  });

  /** Adds a comment to the second line of the file that is open. */
  async function comment(text: string): Promise<void> {
    const { page } = window;
    await page.locator(`${pane} .view-line`).nth(1).click();
    await page.locator(`${pane} .comment-range-glyph`).nth(1).click();
    await page.locator(`${thread} .monaco-editor`).waitFor();
    await page.keyboard.type(text);
    await page.keyboard.press("Control+Enter");
    await page.locator(`${thread}:has-text("Pending")`).waitFor();
  }

  /** Begins a merge by the button of the swarm, one commit for each task. */
  async function merge(): Promise<void> {
    await panel.press(null, "Merge…", () => visible(".quick-input-widget:visible .monaco-list-row"));
    await pick(window.page, "One commit for each task");
  }
});
