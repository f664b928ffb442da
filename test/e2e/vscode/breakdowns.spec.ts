// A run that is disturbed: permissions and questions by command, worktrees deleted, the webview reloaded, OpenCode killed.
import { equal, match, ok } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "mocha";
import { TabInputTextDiff, commands, env, window, workspace } from "vscode";
import type { HandsActions } from "../../support/vscode/hands-actions.ts";
import { until } from "../../support/vscode/until.ts";
import { handsOrSkip } from "./hands.ts";
import { rowMenu, viewTitleMenu } from "./menus.ts";
import { noteOffered, seeView } from "./note-exercised.ts";

const limitMs = 100_000;
const tree = { webview: "Swarm" } as const;
const input = ".quick-input-widget:visible";
const titles = {
  huge: "Write much",
  storm: "Make noise",
  lost: "Lose the folder",
  once: "Read once",
  always: "Read always",
  deny: "Read nothing",
  asks: "Ask a colour",
  works: "Work without an end",
  idles: "Idle without an end",
  waits: "Wait for the work",
} as const;
type Task = keyof typeof titles;

const root = (): string => workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
const git = (...args: string[]): string => execFileSync("git", args, { cwd: root(), encoding: "utf8" }).trim();
const line = (task: Task): string => `.line.task[data-key$="/${task}"]`;

/** What a screen reader hears of a row. */
const nameOf = (hands: HandsActions, task: Task): Promise<string> => hands.text(tree, `${line(task)} > .aloud`);

async function rowSays(hands: HandsActions, task: Task, wanted: RegExp): Promise<string> {
  let name = "";
  return until(
    `${task}: ${String(wanted)}`,
    limitMs,
    async () => {
      // While the webview is made anew there is nothing to ask.
      const there = await hands.count(tree, line(task)).catch(() => 0);
      name = there === 0 ? "" : await nameOf(hands, task).catch(() => "");
      return wanted.test(name) ? name : undefined;
    },
    () => name,
  );
}

/** `<epic>/<task>`, as rows name themselves. */
async function keyOf(hands: HandsActions, task: Task): Promise<string> {
  return (await hands.attribute(tree, line(task), "data-key")) ?? "";
}

const worktreeOf = (task: Task): string => {
  const listed = git("worktree", "list", "--porcelain").split("\n\n");
  const found = listed.find((each) => each.includes(`refs/heads/swarm/`) && each.endsWith(`/${task}`));
  return /^worktree (.+)$/m.exec(found ?? "")?.[1] ?? "";
};

/** Every event that was stored, from the journal. */
function journal(): string {
  const store = join(root(), ".git/opencode-swarm/store");
  const files = readdirSync(store, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".log"));
  return files.map((name) => readFileSync(join(store, name), "utf8")).join("\n");
}

async function openDetails(hands: HandsActions, task: Task): Promise<void> {
  if ((await hands.attribute(tree, line(task), "aria-expanded")) !== "true")
    await hands.click(tree, `${line(task)} .twistie`);
}

describe("A run that is disturbed", () => {
  before(async function () {
    const hands = handsOrSkip(this);
    await hands.openView("Swarm");
    await hands.waitFor(tree, "text=No swarm yet", "visible");
    await seeView(hands, "swarmPanel.tree");
    void commands.executeCommand("swarmPanel.runPlan");
    await hands.waitFor("window", `${input}:has-text("at most 9 at a time")`, "visible");
    await hands.press("Enter");
    await rowSays(hands, "asks", /needs an answer/i);
  });

  it("keeps the setting for stalls with the run", () => {
    match(journal(), /"stall_s": ?1200/);
  });

  it("takes the answers of a person by command", async function () {
    const hands = handsOrSkip(this);
    await rowSays(hands, "once", /needs permission/i);
    ok((await rowMenu(hands, line("once"))).includes("swarmPanel.worker.allowOnce"));
    ok((await rowMenu(hands, line("asks"))).includes("swarmPanel.worker.answer"));
    await commands.executeCommand("swarmPanel.worker.allowOnce", { key: await keyOf(hands, "once") });
    await rowSays(hands, "once", /ready/i);
    await rowSays(hands, "always", /needs permission/i);
    await commands.executeCommand("swarmPanel.worker.allowAlways", { key: await keyOf(hands, "always") });
    await rowSays(hands, "always", /ready/i);
    await rowSays(hands, "deny", /needs permission/i);
    void commands.executeCommand("swarmPanel.worker.deny", { key: await keyOf(hands, "deny") });
    await hands.waitFor("window", `${input}:has-text("What should the worker do instead?")`, "visible");
    await hands.type("Leave it.");
    await hands.press("Enter");
    await rowSays(hands, "deny", /ready/i);
    match(journal(), /Leave it\./);
    void commands.executeCommand("swarmPanel.worker.answer", { key: await keyOf(hands, "asks") });
    await hands.click("window", `${input} .monaco-list-row:has-text("Blue")`);
    await rowSays(hands, "asks", /ready/i);
  });

  it("is drawn whole again when the webview is reloaded in a storm of events", async function () {
    const hands = handsOrSkip(this);
    for (let times = 0; times < 3; times += 1) {
      await commands.executeCommand("workbench.action.webview.reloadWebviewAction");
      await rowSays(hands, "storm", /working|ready/i);
    }
    await rowSays(hands, "storm", /ready/i);
    const names = await Promise.all((Object.keys(titles) as Task[]).map((task) => nameOf(hands, task)));
    (Object.keys(titles) as Task[]).forEach((task, at) => ok(names[at]?.startsWith(titles[task]), names[at]));
    equal(await hands.count(tree, ".banner, .broken"), 0);
  });

  it("opens a change of ten megabytes, and a file of it answers", async function () {
    const hands = handsOrSkip(this);
    await rowSays(hands, "huge", /ready.*1 file/i);
    await commands.executeCommand("swarmPanel.review.openFile", { key: `${await keyOf(hands, "huge")}/huge.txt` });
    const shown = await until("the diff", limitMs, async () => {
      const tab = window.tabGroups.activeTabGroup.activeTab?.input;
      return tab instanceof TabInputTextDiff ? tab.modified : undefined;
    });
    const document = await workspace.openTextDocument(shown);
    ok(document.getText().length > 9_900_000);
    await hands.waitFor("window", ".modified-in-monaco-diff-editor .view-line >> nth=0", "visible");
    await commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("says that a worktree went while its worker worked, and a retry makes a new one", async function () {
    const hands = handsOrSkip(this);
    const folder = await until("the worktree", limitMs, async () => {
      const at = worktreeOf("lost");
      return at !== "" && existsSync(join(at, "here")) ? at : undefined;
    });
    rmSync(folder, { recursive: true, force: true });
    await rowSays(hands, "lost", /failed/i);
    await openDetails(hands, "lost");
    await hands.waitFor(tree, '.details-box:has-text("Retry with a fresh worktree.")', "visible");
    void commands.executeCommand("swarmPanel.worker.retry", { key: await keyOf(hands, "lost") });
    await hands.click("window", `${input} .monaco-list-row:has-text("Start again")`);
    await until("another worktree", limitMs, async () => {
      const at = worktreeOf("lost");
      return at !== "" && existsSync(join(at, "here")) ? true : undefined;
    });
    await commands.executeCommand("swarmPanel.worker.stop", { key: await keyOf(hands, "lost") });
    await rowSays(hands, "lost", /stopped/i);
    ok((await rowMenu(hands, line("lost"))).includes("swarmPanel.worker.retry"));
  });

  it("copies the name of a branch", async function () {
    const hands = handsOrSkip(this);
    await commands.executeCommand("swarmPanel.copy.branch", { key: await keyOf(hands, "huge") });
    equal(await env.clipboard.readText(), `swarm/${await keyOf(hands, "huge")}`);
    const offered = await rowMenu(hands, line("huge"));
    for (const id of ["copy.branch", "worker.discard"]) ok(offered.includes(`swarmPanel.${id}`), id);
  });

  it("is interrupted when OpenCode is killed, says why, and that a finished worker's worktree is gone", async function () {
    const hands = handsOrSkip(this);
    for (const task of ["works", "idles"] as const) await rowSays(hands, task, /working/i);
    ok((await rowMenu(hands, line("works"))).includes("swarmPanel.worker.stop"));
    ok((await viewTitleMenu(hands, '.pane-header[aria-label^="Swarm"]')).includes("swarmPanel.epic.stopAll"));
    await noteOffered(hands, "swarmPanel.epic.stopAll");
    rmSync(worktreeOf("huge"), { recursive: true, force: true });
    const pids = [...journal().matchAll(/"opencode_started".*?"pid": ?(\d+)/g)].map(([, pid]) => Number(pid));
    const pid = pids.at(-1);
    ok(pid, "the journal names no OpenCode");
    process.kill(pid, "SIGKILL");
    for (const task of ["works", "idles"] as const)
      match(await rowSays(hands, task, /interrupted/i), /OpenCode|server/i);
    await hands.waitFor(tree, '.line.epic:has-text("interrupted")', "visible");
    await openDetails(hands, "huge");
    await hands.waitFor(
      tree,
      '.details-box:has-text("Its worktree is gone. What it committed is safe; a retry makes a new worktree.")',
      "visible",
    );
    ok((await rowMenu(hands, ".line.epic")).includes("swarmPanel.epic.resume"));
  });

  it("leads to what needs the person", async function () {
    const hands = handsOrSkip(this);
    await noteOffered(hands, "swarmPanel.nextAttention");
    await commands.executeCommand("swarmPanel.nextAttention");
    await until("the interrupted row", limitMs, async () =>
      (await chosen(hands))?.endsWith("/works") === true ? true : undefined,
    );
    const offered = await viewTitleMenu(hands, '.pane-header[aria-label^="Swarm"]');
    for (const id of ["nextAttention", "new", "showStatus", "runPlan"]) ok(offered.includes(`swarmPanel.${id}`), id);
  });

  it("goes on with the one worker that the person resumes, and leaves the other as it is", async function () {
    const hands = handsOrSkip(this);
    ok((await rowMenu(hands, line("idles"))).includes("swarmPanel.worker.resume"));
    await hands.hover(tree, line("idles"));
    await hands.click(tree, `${line("idles")} .line-actions [aria-label="Resume"]`);
    await rowSays(hands, "idles", /working/i);
    match(await nameOf(hands, "works"), /interrupted/i);
  });

  it("goes on whole when the swarm is resumed", async function () {
    const hands = handsOrSkip(this);
    await commands.executeCommand("swarmPanel.epic.resume");
    await rowSays(hands, "works", /working/i);
  });

  it("asks before it stops everything or throws work away: where nobody can be asked, nothing is lost", async function () {
    const hands = handsOrSkip(this);
    ok((await rowMenu(hands, ".line.epic")).includes("swarmPanel.epic.stopAll"));
    await commands.executeCommand("swarmPanel.epic.stopAll");
    await commands.executeCommand("swarmPanel.worker.discard", { key: await keyOf(hands, "always") });
    match(await nameOf(hands, "works"), /working/i);
    match(await nameOf(hands, "always"), /ready/i);
    for (const task of ["works", "idles"] as const) {
      await commands.executeCommand("swarmPanel.worker.stop", { key: await keyOf(hands, task) });
      await rowSays(hands, task, /stopped/i);
    }
  });

  it("takes a stopped worker up from the palette, which offers those that can be resumed and no others", async function () {
    const hands = handsOrSkip(this);
    await hands.click(tree, line("huge"));
    void commands.executeCommand("swarmPanel.worker.resume");
    await hands.waitFor("window", `${input} .monaco-list-row:has-text("${titles.works}")`, "visible");
    const offered = await hands.texts("window", `${input} .monaco-list-row`);
    const stopped = Object.entries(titles).filter(([task]) => ["lost", "works", "idles"].includes(task));
    for (const [, title] of stopped)
      ok(
        offered.some((row) => row.includes(title)),
        title,
      );
    equal(offered.length, stopped.length, offered.join(" | "));
    await hands.click("window", `${input} .monaco-list-row:has-text("${titles.works}")`);
    await rowSays(hands, "works", /working/i);
    match(await nameOf(hands, "idles"), /stopped/i);
    await commands.executeCommand("swarmPanel.worker.stop", { key: await keyOf(hands, "works") });
    await rowSays(hands, "works", /stopped/i);
  });

  it("shows the list of its workers, and takes the person to the one they choose", async function () {
    const hands = handsOrSkip(this);
    void commands.executeCommand("swarmPanel.showStatus");
    await hands.click("window", `${input} .monaco-list-row:has-text("Make noise")`);
    await until("the chosen row", limitMs, async () =>
      (await chosen(hands))?.endsWith("/storm") === true ? true : undefined,
    );
  });
});

const chosen = async (hands: HandsActions): Promise<string | null> =>
  (await hands.count(tree, '[role=treeitem][aria-selected="true"]')) === 0
    ? null
    : hands.attribute(tree, '[role=treeitem][aria-selected="true"]', "data-key");
