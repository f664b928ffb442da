// The same review: comments from the first word to what becomes of them in the worker's next commit.
import { deepEqual, equal, ok } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "mocha";
import { commands, extensions } from "vscode";
import { createKeyboard } from "../../support/vscode/keyboard.ts";
import { until } from "../../support/vscode/until.ts";
import { handsOrSkip } from "./hands.ts";
import { editorTitleMenu, viewTitleMenu } from "./menus.ts";
import { noteExercised, noteMenu, noteOffered } from "./note-exercised.ts";
import { answer, entry, limitMs, message, openRow, root, row, shownDiff, widget } from "./review-window.ts";
import type { HandsActions } from "../../support/vscode/hands-actions.ts";

/** Starts a comment at the line on which the cursor is put, on one side of the diff. */
async function comment(hands: HandsActions, side: "original" | "modified", line: number, text: string): Promise<void> {
  const pane = `.${side}-in-monaco-diff-editor`;
  await hands.click("window", `${pane} .view-line >> nth=${line - 1}`);
  await hands.click("window", `${pane} .comment-range-glyph >> nth=${line - 1}`);
  await hands.waitFor("window", `${widget} .monaco-editor`, "visible");
  await hands.type(text);
}

/** Path and first line of each comment, as the worker was told. */
function sentPlaces(): [string, number | null][] {
  const program = join(extensions.getExtension("opencode-swarm.opencode-swarm")?.extensionPath ?? "", "dist/cli.js");
  const select = "SELECT data FROM events WHERE type = 'changes_requested'";
  const said = execFileSync("node", [program, "log", "--json", "--sql", select], { cwd: root(), encoding: "utf8" });
  const { data } = JSON.parse(said.split("\n")[0] ?? "") as { data: string };
  const { comments } = JSON.parse(data) as { comments: { path: string; lines: { start: number } | null }[] };
  return comments.map(({ path, lines }) => [path, lines?.start ?? null]);
}

/** A comment in VS Code's list of all comments. */
const listed = ".comments-panel .monaco-list-row";
const thread = (text: string, label: string): string => `${widget}:has-text("${text}"):has-text("${label}")`;

describe("Comments of a review", () => {
  it("collects comments on both sides, which can be changed and deleted until they are sent", async function () {
    const hands = handsOrSkip(this);
    await openRow(hands, "new.md");
    await comment(hands, "modified", 3, "Say this in full.");
    await hands.press("Control+Enter");
    await hands.waitFor("window", `${widget}:has-text("Pending")`, "visible");
    await hands.waitFor("window", '.pane-body .monaco-list-row[aria-label*="1 comment"]', "visible");
    await hands.click("window", '.modified-in-monaco-diff-editor .view-line:has-text("three")');
    await hands.press("Control+Alt+C");
    await hands.waitFor("window", `${widget} .monaco-button:has-text("Add to Review")`, "visible");
    noteExercised("key swarmPanel.review.comment");
    await hands.type("Three is too many.");
    await hands.press("Control+Enter");
    await hands.waitFor("window", `${widget}:has-text("Pending"):has-text("Three is too many.")`, "visible");
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

  it("begin by key at the cursor where all files are open, and by command on a whole file", async function () {
    const hands = handsOrSkip(this);
    const keyboard = createKeyboard(hands);
    const inEntry = "document.activeElement?.closest('.multiDiffEntry') != null";
    await commands.executeCommand("swarmPanel.review.open");
    await hands.waitFor("window", ".multiDiffEntry", "visible");
    await hands.click("window", `${entry("README.md", "modified")} .view-line:has-text("changed")`);
    await hands.press("Control+Alt+C");
    await hands.waitFor("window", `${widget} .monaco-button:has-text("Add to Review")`, "visible");
    await hands.type("Say why.");
    await hands.press("Control+Enter");
    await hands.waitFor("window", `${widget}:has-text("Pending"):has-text("Say why.")`, "visible");
    await until("the focus in the diff", limitMs, async () =>
      (await hands.evaluate("window", inEntry)) === true ? true : undefined,
    );
    // Only what is in sight is drawn: folding the first file brings the third one up.
    await hands.click("window", '.multiDiffEntry:has-text("line.test.js") .collapse-button a');
    await hands.click("window", `${entry("big.txt", "modified")} .view-line`);
    const inEditor = await editorTitleMenu(hands);
    for (const id of ["toggleReviewed", "commentOnFile"]) ok(inEditor.includes(`swarmPanel.review.${id}`), id);
    for (const id of ["comment", "commentOnFile"]) await noteOffered(hands, `swarmPanel.review.${id}`);
    await keyboard.palette("Swarm: Comment on File");
    await hands.waitFor("window", `${widget} .monaco-button:has-text("Add to Review")`, "visible");
    await hands.type("Leave it out.");
    await hands.press("Control+Enter");
    await hands.waitFor("window", `${widget}:has-text("Pending"):has-text("Leave it out.")`, "visible");
    await hands.waitFor("window", `${row("big.txt")}[aria-label*="1 comment"]`, "visible");
    await hands.waitFor("window", `${listed}:has-text("Leave it out.")`, "visible");
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
    await openRow(hands, "README.md");
    void commands.executeCommand("swarmPanel.review.submit");
    await hands.waitFor("window", `${answer}:has-text("5 comments go to docs")`, "visible");
    await hands.type("Nearly there.");
    await hands.press("Enter");
    for (const text of ["Keep the title.", "Say why."])
      await hands.waitFor("window", `${widget}:has-text("Sent"):has-text("${text}")`, "visible");
    deepEqual(sentPlaces(), [
      ["big.txt", null],
      ["docs/new.md", 3],
      ["docs/new.md", 5],
      ["README.md", 1],
      ["README.md", 3],
    ]);
  });

  it("begins again with the worker's second commit: the tick of the changed file fell, the other stands", async function () {
    const hands = handsOrSkip(this);
    await until("the second commit", limitMs, async () =>
      (await hands.count("window", row("new.md", "not reviewed, added, lines: 5 added"))) > 0 ? true : undefined,
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

  it("say in the old diff what became of them, also when their file is gone", async function () {
    const hands = handsOrSkip(this);
    await hands.waitFor("window", thread("Say why.", "Updated, check again"), "visible");
    await hands.waitFor("window", thread("Keep the title.", "Sent"), "visible");
    await hands.runCommand("Comments: Focus on Comments View");
    await hands.click("window", `${listed}:has-text("Leave it out.")`);
    await hands.waitFor(
      "window",
      thread("Leave it out.", "Outdated: the worker no longer changes this file"),
      "visible",
    );
  });

  it("stand in the new diff where their lines are now, and above the file when these are gone", async function () {
    const hands = handsOrSkip(this);
    await commands.executeCommand("swarmPanel.review.open");
    const updated = `${entry("README.md", "modified")} ${thread("Say why.", "Updated, check again")}`;
    await hands.waitFor("window", `${updated}:has-text("written on line 3 of")`, "visible");
    equal(await hands.count("window", thread("Say why.", "")), 1);

    await openRow(hands, "new.md");
    await hands.waitFor("window", thread("Say this in full.", "Sent"), "visible");
    const words = "It **is** said in full [now](command:workbench.action.quit).";
    await hands.waitFor("window", `${thread("Say this in full.", words)}:has-text("Worker docs")`, "visible");
    equal(await hands.count("window", `${thread("Say this in full.", words)} a:has-text("now")`), 0);
    await hands.waitFor("window", `${listed}:has-text("Say this in full."):has-text("[Ln 4]")`, "attached");
    await hands.waitFor("window", thread("Three is too many.", "Outdated: its lines are gone"), "visible");
    const outdated = (await hands.box("window", thread("Three is too many.", "Outdated")))?.y ?? 0;
    const firstLine = (await hands.box("window", ".modified-in-monaco-diff-editor .view-line >> nth=0"))?.y ?? 0;
    ok(outdated < firstLine, `it stands at ${outdated}, the first line at ${firstLine}`);
  });

  it("go when the person says that they are settled", async function () {
    const hands = handsOrSkip(this);
    const settled = thread("Three is too many.", "");
    await hands.click("window", `${settled} .action-label[aria-label^="Resolve Comment"]`);
    noteExercised("menu comments/comment/title swarmPanel.review.resolveComment");
    await hands.waitFor("window", settled, "detached");
    await hands.waitFor("window", `${listed}:has-text("Three is too many.")`, "detached");
  });
});
