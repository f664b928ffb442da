// Parts of a worker's commit in a real VS Code: a hunk and a file are rejected and brought back, and a part is taken alone.
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { before, describe, it } from "mocha";
import { ConfigurationTarget, commands, window, workspace } from "vscode";
import { until } from "../../support/vscode/until.ts";
import { handsOrSkip } from "./hands.ts";
import { editorMenu, editorTitleMenu, reviewRowMenu, rowMenu, viewTitleMenu } from "./menus.ts";
import { noteExercised, noteOffered } from "./note-exercised.ts";
import { answer, epicId, git, limitMs, message, openRow, row, shownDiff, textOf } from "./review-window.ts";

const partsRow = '.line:has(.title:has-text("Change in parts"))';
const says = (text: string): string => `${partsRow}:has-text("${text}")`;
const modified = ".modified-in-monaco-diff-editor";
const branch = (): string => `swarm/${epicId()}/parts`;
const start = "# tiny-invoice\n\nAmounts are whole cents, so that nothing is ever rounded by accident.\n";
const whole = "# better title\n\nAmounts are whole cents, so that nothing is ever rounded by accident. better end\n";
const readme = (commit: string): string => `${git("show", `${commit}:README.md`)}\n`;

describe("A part of a worker's commit", () => {
  before(async function () {
    const hands = handsOrSkip(this);
    await hands.openView("Swarm");
    await hands.waitFor({ webview: "Swarm" }, "text=No swarm yet", "visible");
    void commands.executeCommand("swarmPanel.runPlan");
    await hands.click("window", `${answer} .monaco-list-row:has-text("Start 3 tasks")`);
    await hands.waitFor({ webview: "Swarm" }, partsRow, "visible");
    await hands.click({ webview: "Swarm" }, partsRow);
    await until("the files of the worker", limitMs, async () =>
      (await hands.count("window", row("README.md"))) > 0 ? true : undefined,
    );
  });

  it("is a hunk, which a key rejects where the cursor is", async function () {
    const hands = handsOrSkip(this);
    const first = git("rev-parse", branch());
    await openRow(hands, "README.md");
    await hands.click("window", `${modified} .view-line:has-text("better end")`);
    for (const id of ["rejectHunk", "rejectFile", "takeHunk", "takeFile"])
      await noteOffered(hands, `swarmPanel.review.${id}`);
    const inText = await editorMenu(hands, "editor/context", `${modified} .view-line:has-text("better end")`);
    deepEqual(inText.toSorted(), ["swarmPanel.review.rejectHunk", "swarmPanel.review.takeHunk"]);
    const number = `${modified} .line-numbers:text-is("3")`;
    deepEqual(await editorMenu(hands, "editor/lineNumber/context", number), ["swarmPanel.review.rejectHunk"]);
    ok((await editorTitleMenu(hands)).includes("swarmPanel.review.rejectHunk"));
    await hands.click("window", `${modified} .view-line:has-text("better end")`);
    await hands.press("Control+Alt+Backspace");
    await until("a commit that takes the hunk back", limitMs, async () =>
      git("rev-parse", `${branch()}~1`) === first ? true : undefined,
    );
    noteExercised("key swarmPanel.review.rejectHunk");
    equal(git("log", "-1", "--format=%s", branch()), "review: reject a hunk of README.md");
    equal(readme(branch()), whole.replace(" better end", ""));
    await until("the file as it is now", limitMs, async () => {
      const diff = shownDiff();
      const text = diff === undefined ? "" : await textOf(diff.modified);
      return text !== "" && !text.includes("better end") ? true : undefined;
    });
    await hands.waitFor({ webview: "Swarm" }, says("1 hunk rejected"), "attached");
  });

  it("is told where the cursor is at no change", async function () {
    const hands = handsOrSkip(this);
    const now = git("rev-parse", branch());
    await until("the cursor between the changes", limitMs, async () => {
      await hands.click("window", `${modified} .view-line:has-text("Amounts are")`);
      const editor = window.activeTextEditor;
      const at = editor?.document.lineAt(editor.selection.active.line).text ?? "";
      return at === "Amounts are whole cents, so that nothing is ever rounded by accident." ? true : undefined;
    });
    await commands.executeCommand("swarmPanel.review.rejectHunk");
    await message(hands, /^The cursor is at no change\./);
    equal(git("rev-parse", branch()), now);
  });

  it("comes back by an undo", async function () {
    const hands = handsOrSkip(this);
    await noteOffered(hands, "swarmPanel.review.undoPart");
    ok((await viewTitleMenu(hands, '.pane-header[aria-label^="Review"]')).includes("swarmPanel.review.undoPart"));
    ok((await rowMenu(hands, partsRow)).includes("swarmPanel.review.undoPart"));
    await commands.executeCommand("swarmPanel.review.undoPart");
    equal(readme(branch()), whole);
    await hands.waitFor({ webview: "Swarm" }, says("1 hunk rejected"), "detached");
  });

  it("is a file, after a question", async function () {
    const hands = handsOrSkip(this);
    await hands.waitFor("window", row("two.md"), "visible");
    const offered = await reviewRowMenu(hands, row("two.md"));
    for (const id of ["rejectFile", "takeFile"]) ok(offered.includes(`swarmPanel.review.${id}`), id);
    const before = git("rev-parse", branch());
    await openRow(hands, "two.md");
    void commands.executeCommand("swarmPanel.review.rejectFile");
    await hands.waitFor("window", `${answer}:has-text("Reject all changes of two.md?")`, "visible");
    await hands.press("Escape");
    await hands.waitFor("window", ".quick-input-widget", "hidden");
    equal(git("rev-parse", branch()), before);
    void commands.executeCommand("swarmPanel.review.rejectFile");
    await hands.waitFor("window", `${answer}:has-text("Reject all changes of two.md?")`, "visible");
    await hands.press("Enter");
    await hands.waitFor("window", row("two.md"), "detached");
    match(git("diff", "--name-only", before, branch()), /^docs\/two\.md$/);
    await commands.executeCommand("swarmPanel.review.undoPart");
    await hands.waitFor("window", row("two.md"), "visible");
    equal(git("rev-parse", branch()), before);
  });

  it("is what changed since something else, with which the commit is compared", async function () {
    const hands = handsOrSkip(this);
    const seen = git("rev-parse", branch()).slice(0, 7);
    await openRow(hands, "README.md");
    await hands.click("window", `${modified} .comment-range-glyph >> nth=0`);
    await hands.waitFor("window", ".review-widget .monaco-editor", "visible");
    await hands.type("One more, please.");
    await hands.press("Control+Enter");
    await hands.waitFor("window", '.review-widget:has-text("Pending")', "visible");
    void commands.executeCommand("swarmPanel.review.submit");
    await hands.waitFor("window", `${answer}:has-text("1 comment goes to parts")`, "visible");
    await hands.press("Enter");
    await hands.waitFor("window", row("three.md"), "visible");

    await hands.click("window", `${row("three.md")} .label-name`);
    await until("the diff of three.md", limitMs, async () =>
      shownDiff()?.modified.path.endsWith("three.md") === true ? true : undefined,
    );
    ok((await editorTitleMenu(hands)).includes("swarmPanel.review.compareWith"));
    ok((await viewTitleMenu(hands, '.pane-header[aria-label^="Review"]')).includes("swarmPanel.review.compareWith"));
    await noteOffered(hands, "swarmPanel.review.compareWith");
    void commands.executeCommand("swarmPanel.review.compareWith");
    await hands.waitFor("window", `${answer}:has-text("Merge base")`, "visible");
    const offered = await hands.texts("window", `${answer} .monaco-list-row`);
    for (const text of ["What I saw last", "Last review", "Previous turn", "My workspace", "other · Change beside it"])
      ok(
        offered.some((one) => one.includes(text)),
        `${text} is not in ${offered.join(" | ")}`,
      );
    await hands.click("window", `${answer} .monaco-list-row:has-text("What I saw last"):has-text("${seen}")`);
    await hands.waitFor("window", '.pane-body:has-text("Compared with: What I saw last")', "visible");
    await hands.waitFor("window", row("README.md"), "detached");
    equal(await hands.count("window", row("three.md")), 1);
    await until("a tab that names it", limitMs, async () =>
      (await hands.tabs()).some((tab) => tab.includes("What I saw last ↔")) ? true : undefined,
    );

    void commands.executeCommand("swarmPanel.review.compareWith");
    await hands.click("window", `${answer} .monaco-list-row:has-text("My workspace")`);
    await hands.waitFor("window", '.pane-body:has-text("Compared with: My workspace")', "visible");
    const { original } = await openRow(hands, "README.md");
    equal(await textOf(original), start);
    await hands.waitFor("window", `${modified} .comment-range-glyph`, "attached");
    equal(await hands.count("window", ".original-in-monaco-diff-editor .comment-range-glyph"), 0);

    void commands.executeCommand("swarmPanel.review.compareWith");
    await hands.click("window", `${answer} .monaco-list-row:has-text("Merge base")`);
    await hands.waitFor("window", '.pane-body:has-text("Compared with")', "detached");
    await hands.waitFor("window", row("two.md"), "visible");
  });

  it("stands in its folders, whose ticks are those of the files in them", async function () {
    const hands = handsOrSkip(this);
    const folder = (counts: string): string => `.pane-body .monaco-list-row[aria-label^="docs, ${counts}"]`;
    const reviewed = async (files: string): Promise<void> =>
      until(`${files} reviewed`, limitMs, async () =>
        (await hands.text("window", '.pane-header:has-text("Review")')).includes(`parts · ${files} reviewed`)
          ? true
          : undefined,
      ).then(() => undefined);
    await workspace.getConfiguration("swarmPanel").update("review.layout", "tree", ConfigurationTarget.Global);
    await hands.waitFor("window", folder("0/3 reviewed"), "visible");
    noteExercised("setting swarmPanel.review.layout");
    await hands.waitFor("window", '.pane-body .monaco-list-row[aria-label^="docs/deep, 0/1 reviewed"]', "visible");
    await hands.click("window", `${folder("0/3")} .monaco-custom-toggle`);
    await hands.waitFor("window", folder("3/3 reviewed"), "visible");
    await reviewed("3/4");
    await hands.click("window", `${row("two.md")} .monaco-custom-toggle`);
    await hands.waitFor("window", folder("2/3 reviewed"), "visible");
    equal(await hands.attribute("window", `${folder("2/3")} .monaco-custom-toggle`, "aria-checked"), "false");
    await hands.click("window", `${folder("2/3")} .monaco-custom-toggle`);
    await hands.waitFor("window", folder("3/3 reviewed"), "visible");
    await hands.click("window", `${folder("3/3")} .monaco-custom-toggle`);
    await hands.waitFor("window", folder("0/3 reviewed"), "visible");
    await workspace.getConfiguration("swarmPanel").update("review.layout", undefined, ConfigurationTarget.Global);
    await hands.waitFor("window", folder(""), "detached");
  });

  it("is taken alone: what is picked lands, and the branch keeps the rest", async function () {
    const hands = handsOrSkip(this);
    const before = git("rev-parse", branch());
    await openRow(hands, "README.md");
    await hands.click("window", `${modified} .view-line:has-text("better title")`);
    void commands.executeCommand("swarmPanel.review.takeHunk");
    const picked = `${answer} .monaco-list-row:has(input:checked), ${answer} .monaco-list-row:has([aria-checked="true"])`;
    await hands.waitFor("window", `${answer}:has-text("README.md: line 1")`, "visible");
    const listed = await hands.texts("window", `${answer} .monaco-list-row`);
    equal(listed.length, 5);
    equal(await hands.count("window", picked), 1);
    await hands.press("Escape");
    await hands.waitFor("window", ".quick-input-widget", "hidden");
    void commands.executeCommand("swarmPanel.review.takeFile");
    await hands.waitFor("window", `${answer}:has-text("two.md")`, "visible");
    await hands.press("Escape");
    await hands.waitFor("window", ".quick-input-widget", "hidden");
    void commands.executeCommand("swarmPanel.review.takeHunk");
    await hands.waitFor("window", `${answer}:has-text("README.md: line 1")`, "visible");
    await hands.press("Enter");
    await until("the part in the integration branch", limitMs, async () =>
      readme(`swarm/${epicId()}/_integration`) === start.replace("tiny-invoice", "better title") ? true : undefined,
    );
    equal(git("ls-tree", "--name-only", `swarm/${epicId()}/_integration`, "docs"), "");
    equal(git("rev-parse", branch()), before);
    await hands.waitFor({ webview: "Swarm" }, says("1 of 4 files taken · "), "attached");
  });

  it("keeps other work from joining, whose worker is asked to resolve the conflict", async function () {
    const hands = handsOrSkip(this);
    const other = '.line:has(.title:has-text("Change beside it"))';
    const key = { key: `${epicId()}/other` };
    await hands.waitFor({ webview: "Swarm" }, `${other}:has-text("Ready")`, "attached");
    await commands.executeCommand("swarmPanel.review.approve", key);
    await hands.waitFor({ webview: "Swarm" }, `${other}:has-text("Conflicts in README.md")`, "attached");
    await noteOffered(hands, "swarmPanel.merge.askWorker");
    ok((await rowMenu(hands, other)).includes("swarmPanel.merge.askWorker"));
    await commands.executeCommand("swarmPanel.merge.askWorker", key);
    await hands.waitFor({ webview: "Swarm" }, `${other}:has-text("Ready")`, "attached");
    equal(git("log", "-1", "--format=%s", `swarm/${epicId()}/_integration`), "Change in parts");
  });

  it("is resolved by the person in VS Code's merge editor, given up or finished", async function () {
    const hands = handsOrSkip(this);
    const other = '.line:has(.title:has-text("Change beside it"))';
    const key = { key: `${epicId()}/other` };
    await commands.executeCommand("swarmPanel.review.approve", key);
    await hands.waitFor({ webview: "Swarm" }, `${other}:has-text("Conflicts in README.md")`, "attached");
    const [branchOfOther, tip] = [`swarm/${epicId()}/other`, `swarm/${epicId()}/_integration`];
    const before = git("rev-parse", branchOfOther);
    await noteOffered(hands, "swarmPanel.merge.resolve");
    ok((await rowMenu(hands, other)).includes("swarmPanel.merge.resolve"));
    await commands.executeCommand("swarmPanel.merge.resolve", key);
    await hands.waitFor(
      { webview: "Swarm" },
      `${other}:has-text("You resolve its conflicts in its worktree")`,
      "attached",
    );
    const merging = (): Promise<unknown> =>
      until("the merge editor", limitMs, async () =>
        (await hands.tabs()).some((tab) => tab.includes("Merging: README.md")) ? true : undefined,
      );
    await merging();

    for (const id of ["finish", "abort"]) await noteOffered(hands, `swarmPanel.merge.${id}`);
    const offered = await rowMenu(hands, other);
    for (const id of ["resolve", "finish", "abort"]) ok(offered.includes(`swarmPanel.merge.${id}`), id);
    equal(offered.includes("swarmPanel.merge.askWorker"), false);
    await commands.executeCommand("swarmPanel.merge.finish", key);
    await message(hands, /^(Conflict markers are left in|Not marked as resolved \(git add\):) README\.md/);
    await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    void commands.executeCommand("swarmPanel.merge.abort", key);
    await hands.click("window", `${answer} .monaco-list-row:has-text("Take the merge of")`);
    await hands.waitFor({ webview: "Swarm" }, `${other}:has-text("Conflicts in README.md")`, "attached");
    equal(git("rev-parse", branchOfOther), before);

    await commands.executeCommand("swarmPanel.merge.resolve", key);
    await merging();
    await commands.executeCommand("merge.acceptAllInput2");
    await commands.executeCommand("git.acceptMerge");
    const listed = git("worktree", "list", "--porcelain").split("\n");
    const folder = listed.find((line) => line.endsWith(`${epicId()}/other`))?.slice("worktree ".length) ?? "";
    await until("the file staged", limitMs, async () =>
      git("-C", folder, "ls-files", "-u") === "" ? true : undefined,
    );
    await commands.executeCommand("swarmPanel.merge.finish", key);
    // VS Code's own command shows its source control.
    await hands.openView("Swarm");
    await hands.waitFor({ webview: "Swarm" }, `${other}:has-text("Ready")`, "attached");
    equal(git("log", "-1", "--format=%P", branchOfOther), `${before} ${git("rev-parse", tip)}`);
    match(git("show", `${branchOfOther}:README.md`), /^# other title/);
  });

  it("is skipped, and what comes after it goes on without it", async function () {
    const hands = handsOrSkip(this);
    const other = '.line:has(.title:has-text("Change beside it"))';
    const key = { key: `${epicId()}/other` };
    await noteOffered(hands, "swarmPanel.worker.skip");
    ok((await rowMenu(hands, other)).includes("swarmPanel.worker.skip"));
    void commands.executeCommand("swarmPanel.worker.skip", key);
    await hands.waitFor("window", `${answer}:has-text("Goes on without it: last.")`, "visible");
    await hands.click("window", `${answer} .monaco-list-row:has-text("Skip “Change beside it”")`);
    await hands.waitFor({ webview: "Swarm" }, `${other}:has-text("Skipped")`, "attached");
    const last = '.line:has(.title:has-text("Change behind it"))';
    await hands.waitFor({ webview: "Swarm" }, `${last}:has-text("Ready")`, "attached");
    match(git("log", "--all", "--format=%s"), /Change beside it/);
  });
});
