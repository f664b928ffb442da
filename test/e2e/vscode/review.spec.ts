// A review in a real VS Code, from the first look to the merge and its undo, with the real OpenCode server behind it.
import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { before, describe, it } from "mocha";
import { TabInputTextDiff, Uri, commands, window, workspace, type TextDocument } from "vscode";
import { until } from "../../support/vscode/until.ts";
import { handsOrSkip } from "./hands.ts";
import { editorTitleMenu, rowMenu, viewTitleMenu } from "./menus.ts";
import { noteExercised, noteMenu, noteOffered } from "./note-exercised.ts";
import type { HandsActions } from "../../support/vscode/hands-actions.ts";

const limitMs = 90_000;
const row = (name: string, state = ""): string => `.pane-body .monaco-list-row[aria-label^="${name}, ${state}"]`;
const widget = ".review-widget";
const docsRow = '.title:has-text("Write docs")';
const answer = ".quick-input-widget:visible";

const root = (): string => workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
const git = (...args: string[]): string => execFileSync("git", args, { cwd: root(), encoding: "utf8" }).trim();

/** The sides of the diff that the active tab shows. */
function shownDiff(): { original: Uri; modified: Uri } | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputTextDiff ? input : undefined;
}

const textOf = async (uri: Uri): Promise<string> => (await workspace.openTextDocument(uri)).getText();

async function openRow(hands: HandsActions, name: string): Promise<{ original: Uri; modified: Uri }> {
  await hands.click("window", `${row(name)} .label-name`);
  return until(`the diff of ${name}`, limitMs, async () => {
    const diff = shownDiff();
    return diff?.modified.path.endsWith(name) === true ? diff : undefined;
  });
}

/** Starts a comment at the line on which the cursor is put, on one side of the diff. */
async function comment(hands: HandsActions, side: "original" | "modified", line: number, text: string): Promise<void> {
  const pane = `.${side}-in-monaco-diff-editor`;
  await hands.click("window", `${pane} .view-line >> nth=${line - 1}`);
  await hands.click("window", `${pane} .comment-range-glyph >> nth=${line - 1}`);
  await hands.waitFor("window", `${widget} .monaco-editor`, "visible");
  await hands.type(text);
}

async function messages(hands: HandsActions): Promise<string[]> {
  await hands.runCommand("Notifications: Show Notifications");
  const said = await hands.texts("window", ".notifications-center .notification-list-item-message");
  await hands.press("Escape");
  return said;
}

const message = (hands: HandsActions, wanted: RegExp): Promise<string> =>
  until(`the message ${wanted}`, limitMs, async () => (await messages(hands)).find((text) => wanted.test(text)));

describe("A review", () => {
  before(async function () {
    const hands = handsOrSkip(this);
    await hands.openView("Swarm");
    await hands.waitFor({ webview: "Swarm" }, "text=No swarm yet", "visible");
    void commands.executeCommand("swarmPanel.runPlan");
    await hands.click("window", `${answer} .monaco-list-row:has-text("Start 2 tasks")`);
    await until("the row of the worker", limitMs, async () =>
      (await hands.count({ webview: "Swarm" }, docsRow)) > 0 ? true : undefined,
    );
    await hands.click({ webview: "Swarm" }, docsRow);
    await until("the files of the worker", limitMs, async () =>
      (await hands.count("window", row("README.md"))) > 0 ? true : undefined,
    );
  });

  it("lists the files of the worker's commit with what happened to each", async function () {
    const hands = handsOrSkip(this);
    const rows = await hands.count("window", ".pane-body .monaco-list-row .monaco-custom-toggle");
    equal(rows, 6);
    for (const [name, happened] of [
      ["README.md", "modified"],
      ["new.md", "added"],
      ["logo.png", "added, binary"],
      ["row.js", "renamed from src/line.js"],
      ["line.test.js", "deleted"],
    ] as const)
      ok((await hands.count("window", row(name, `not reviewed, ${happened}`))) > 0, `${name} is not ${happened}`);
  });

  it("opens all files in one editor, and the same one again", async function () {
    const hands = handsOrSkip(this);
    await commands.executeCommand("swarmPanel.review.open");
    await hands.waitFor("window", ".multiDiffEntry", "visible");
    await commands.executeCommand("swarmPanel.review.open");
    const tabs = await hands.tabs();
    equal(tabs.length, 1);
    match(tabs[0] ?? "", /^docs · Write docs · [0-9a-f]{7}/);
  });

  it("shows a renamed and edited file as one diff of its two paths", async function () {
    const { original, modified } = await openRow(handsOrSkip(this), "row.js");
    deepEqual([original.path, modified.path], ["/src/line.js", "/src/row.js"]);
    ok(!(await textOf(original)).includes("// edited"));
    ok((await textOf(modified)).includes("// edited"));
  });

  it("leaves the side empty on which a file does not exist", async function () {
    const { original, modified } = await openRow(handsOrSkip(this), "line.test.js");
    equal(await textOf(modified), "");
    ok((await textOf(original)).length > 0);
  });

  it("names a huge file by its size", async function () {
    const { modified } = await openRow(handsOrSkip(this), "big.txt");
    match(await textOf(modified), /^12 MB, not shown; open it in the worktree\./);
  });

  it("gives the bytes of a binary file", async function () {
    const hands = handsOrSkip(this);
    const { modified } = await openRow(hands, "README.md");
    const query = new URLSearchParams(modified.query);
    query.set("blob", git("rev-parse", `${query.get("commit")}:logo.png`));
    const logo = modified.with({ path: "/logo.png", query: query.toString() });
    deepEqual([...(await workspace.fs.readFile(logo))], [0x89, 0x50, 0x4e, 0x47, 0, 1, 2]);
    await hands.click("window", `${row("logo.png")} .label-name`);
    await hands.waitFor("window", '.tab:has-text("logo.png")', "visible");
  });

  it("lets nobody write, and believes no address that it did not write", async function () {
    const { modified } = await openRow(handsOrSkip(this), "README.md");
    await rejects(async () => workspace.fs.writeFile(modified, new Uint8Array()));
    await rejects(async () => workspace.fs.delete(modified));
    await rejects(async () => workspace.fs.readFile(modified.with({ path: "/../../etc/passwd" })));
    const named = new URLSearchParams(modified.query);
    named.set("blob", "HEAD:README.md");
    await rejects(async () => workspace.fs.readFile(modified.with({ query: named.toString() })));
    await rejects(async () => workspace.fs.readDirectory(modified));
  });

  it("ticks the file in front by command and another by its box, and goes on to the next", async function () {
    const hands = handsOrSkip(this);
    await openRow(hands, "row.js");
    await commands.executeCommand("swarmPanel.review.toggleReviewed");
    await hands.waitFor("window", row("row.js", "reviewed"), "visible");
    await hands.click("window", `${row("new.md")} .monaco-custom-toggle`);
    await hands.waitFor("window", row("new.md", "reviewed"), "visible");
    match(await hands.text("window", '.pane-header:has-text("Review")'), /docs · 2\/6 reviewed/);
    await commands.executeCommand("swarmPanel.review.nextUnreviewed");
    await until("the next file", limitMs, async () =>
      shownDiff()?.original.path === "/test/line.test.js" ? true : undefined,
    );
  });

  it("collects comments on both sides, which can be changed and deleted until they are sent", async function () {
    const hands = handsOrSkip(this);
    await openRow(hands, "new.md");
    await comment(hands, "modified", 3, "Say this in full.");
    await hands.press("Control+Enter");
    await hands.waitFor("window", `${widget}:has-text("Pending")`, "visible");
    await hands.waitFor("window", '.pane-body .monaco-list-row[aria-label*="1 comment"]', "visible");
    await openRow(hands, "README.md");
    await comment(hands, "original", 1, "Keep the title.");
    noteMenu("comments/commentThread/context", await hands.texts("window", `${widget} .monaco-button`));
    await hands.click("window", `${widget} .monaco-button:has-text("Add to Review")`);
    await hands.waitFor("window", `${widget}:has-text("Pending"):has-text("Keep the title.")`, "visible");

    await hands.click("window", `${widget} .action-label[aria-label^="Edit Comment"]`);
    noteExercised("menu comments/comment/title swarmPanel.review.editComment");
    await hands.waitFor("window", `${widget} .monaco-button:has-text("Save")`, "visible");
    noteMenu("comments/comment/context", await hands.texts("window", `${widget} .monaco-button`));
    await hands.press("Control+A");
    await hands.type("Keep the title as it was.");
    await hands.click("window", `${widget} .monaco-button:has-text("Save")`);
    await hands.waitFor("window", `${widget}:has-text("Keep the title as it was.")`, "visible");

    await hands.click("window", `${widget} .action-label[aria-label^="Edit Comment"]`);
    await hands.waitFor("window", `${widget} .monaco-button:has-text("Cancel")`, "visible");
    await hands.press("Control+A");
    await hands.type("Nonsense");
    await hands.click("window", `${widget} .monaco-button:has-text("Cancel")`);
    await hands.waitFor("window", `${widget} .monaco-button:has-text("Cancel")`, "hidden");
    await hands.waitFor("window", `${widget}:has-text("Keep the title as it was.")`, "visible");
  });

  it("discards nothing where nobody can be asked, and deletes one comment at a time", async function () {
    const hands = handsOrSkip(this);
    await commands.executeCommand("swarmPanel.review.discardComments");
    await hands.waitFor(
      "window",
      row("README.md", "not reviewed, modified, lines: 1 added, 1 deleted, 1 comment"),
      "visible",
    );
    await hands.click("window", `${widget} .action-label[aria-label^="Delete Comment"]`);
    noteExercised("menu comments/comment/title swarmPanel.review.deleteComment");
    await hands.waitFor("window", widget, "detached");
    await comment(hands, "original", 1, "Keep the title.");
    await hands.press("Control+Enter");
    await hands.waitFor("window", `${widget}:has-text("Pending")`, "visible");
  });

  it("can be sent or thrown away from the palette, the view and the diff", async function () {
    const hands = handsOrSkip(this);
    for (const id of ["submit", "discardComments"]) await noteOffered(hands, `swarmPanel.review.${id}`);
    const inView = await viewTitleMenu(hands, '.pane-header[aria-label^="Review"]');
    for (const id of ["submit", "discardComments"]) ok(inView.includes(`swarmPanel.review.${id}`), id);
    const inEditor = await editorTitleMenu(hands);
    for (const id of ["submit", "nextUnreviewed"]) ok(inEditor.includes(`swarmPanel.review.${id}`), id);
  });

  it("goes to the worker as one message, and its threads say so", async function () {
    const hands = handsOrSkip(this);
    void commands.executeCommand("swarmPanel.review.submit");
    await hands.waitFor("window", `${answer}:has-text("2 comments go to docs")`, "visible");
    await hands.type("Nearly there.");
    await hands.press("Enter");
    await hands.waitFor("window", `${widget}:has-text("Sent")`, "visible");
  });

  it("begins again with the worker's second commit: the tick of the changed file fell, the other stands", async function () {
    const hands = handsOrSkip(this);
    await until("the second commit", limitMs, async () =>
      (await hands.count("window", row("new.md", "not reviewed, added, lines: 6 added"))) > 0 ? true : undefined,
    );
    equal(await hands.count("window", row("row.js", "reviewed")), 1);
  });

  it("approves no commit that was replaced since it was opened", async function () {
    const hands = handsOrSkip(this);
    const diff = shownDiff();
    ok(diff, "the old commit is no longer open");
    void commands.executeCommand("swarmPanel.review.approve", diff.modified);
    await message(hands, /docs has a newer commit/);
  });

  it("says which tasks keep the swarm from being merged", async function () {
    const hands = handsOrSkip(this);
    void commands.executeCommand("swarmPanel.merge.run");
    await hands.waitFor("window", `${answer}:has-text("Not everything can be merged yet")`, "visible");
    const listed = await hands.texts("window", `${answer} .monaco-list-row`);
    equal(listed.length, 2);
    await hands.press("Escape");
  });

  it("ends with approval and a merge in one commit, whose words the person chose", async function () {
    const hands = handsOrSkip(this);
    const before = git("rev-parse", "main");
    await commands.executeCommand("swarmPanel.review.open");
    await hands.waitFor("window", ".multiDiffEntry", "visible");
    await hands.click("window", '.editor-actions .action-label[aria-label^="Approve Worker"]');
    await hands.waitFor({ webview: "Swarm" }, '.aloud:has-text("Write docs, Merged")', "attached");
    await commands.executeCommand("swarmPanel.review.approve", { key: `${epicId()}/hello` });
    await until("both tasks in the integration branch", limitMs, async () =>
      git("log", "--format=%s", `swarm/${epicId()}/_integration`).split("\n").length >= 3 ? true : undefined,
    );
    void commands.executeCommand("swarmPanel.merge.run");
    await hands.waitFor("window", `${answer}:has-text("One commit for all")`, "visible");
    await hands.click("window", `${answer} .monaco-list-row:has-text("One commit for all")`);
    await hands.waitFor("window", `${answer}:has-text("First line of the commit message")`, "visible");
    await hands.fill("window", `${answer} .quick-input-box input`, "Docs and a greeting");
    await hands.press("Enter");
    // What is asked next would close the box before its answer was taken.
    await hands.waitFor("window", ".quick-input-widget", "hidden");
    await message(hands, /^Merged 2 tasks into main\./);
    equal(git("log", "-1", "--format=%s", "main"), "Docs and a greeting");
    equal(git("rev-parse", "main~1"), before);
    match(git("log", "-1", "--format=%b", "main"), /- docs: Write docs\n- hello: Say hello/);
    equal(git("status", "--porcelain"), "");
  });

  it("is taken back by its undo", async function () {
    const hands = handsOrSkip(this);
    await noteOffered(hands, "swarmPanel.merge.undo");
    ok((await viewTitleMenu(hands, '.pane-header[aria-label^="Review"]')).includes("swarmPanel.merge.undo"));
    ok((await rowMenu(hands, ".line.epic")).includes("swarmPanel.merge.undo"));
    const before = git("rev-parse", "main~1");
    void commands.executeCommand("swarmPanel.merge.undo");
    await hands.waitFor("window", `${answer}:has-text("Undo the merge of Review me")`, "visible");
    await hands.press("Enter");
    await hands.waitFor("window", ".quick-input-widget", "hidden");
    await message(hands, /^The merge was undone: main is back at/);
    equal(git("rev-parse", "main"), before);
  });

  it("names the files of the person that stand in the way of a merge", async function () {
    const hands = handsOrSkip(this);
    const document: TextDocument = await workspace.openTextDocument(Uri.file(`${root()}/README.md`));
    const saved = document.getText();
    await workspace.fs.writeFile(document.uri, new TextEncoder().encode("mine\n"));
    void commands.executeCommand("swarmPanel.merge.run");
    await hands.waitFor("window", `${answer}:has-text("One commit for each task")`, "visible");
    await hands.press("Enter");
    await hands.waitFor("window", ".quick-input-widget", "hidden");
    await message(hands, /^Not merged, and nothing was changed: uncommitted changes in README\.md stand in the way\./);
    equal(git("diff", "--name-only"), "README.md");
    await workspace.fs.writeFile(document.uri, new TextEncoder().encode(saved));
  });
});

/** The one epic of this repository: its branches name it. */
const epicId = (): string =>
  git("branch", "--list", "swarm/*/_integration", "--format=%(refname:short)").split("/")[1] ?? "";
