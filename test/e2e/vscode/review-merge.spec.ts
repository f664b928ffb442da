// The same review to its end: approval, the merge into the person's branch, and its undo.
import { equal, match, ok } from "node:assert/strict";
import { describe, it } from "mocha";
import { Uri, commands, workspace, type TextDocument } from "vscode";
import type { HandsActions } from "../../support/vscode/hands-actions.ts";
import { handsOrSkip } from "./hands.ts";
import { rowMenu, viewTitleMenu } from "./menus.ts";
import { noteOffered } from "./note-exercised.ts";
import { answer, epicId, git, message, root } from "./review-window.ts";

/** Presses the button of the message that a merge was refused with. */
async function setAside(hands: HandsActions): Promise<void> {
  await hands.runCommand("Notifications: Show Notifications");
  const refusal =
    '.notifications-center .notification-list-item:has-text("Not merged, and nothing was changed") >> nth=0';
  await hands.click("window", `${refusal} >> .monaco-button:has-text("Set Aside, Merge, Restore")`);
}

describe("A reviewed swarm", () => {
  it("says which tasks keep the swarm from being merged", async function () {
    const hands = handsOrSkip(this);
    void commands.executeCommand("swarmPanel.merge.run");
    await hands.waitFor("window", `${answer}:has-text("Not everything can be merged yet")`, "visible");
    const listed = await hands.texts("window", `${answer} .monaco-list-row`);
    equal(listed.length, 2);
    await hands.press("Escape");
  });

  it("lets the work of one task be taken out of the merge again", async function () {
    const hands = handsOrSkip(this);
    const hello = { key: `${epicId()}/hello` };
    await commands.executeCommand("swarmPanel.review.approve", hello);
    await hands.waitFor({ webview: "Swarm" }, '.aloud:has-text("Say hello, In the merge")', "attached");
    const integration = `swarm/${epicId()}/_integration`;
    const before = git("rev-parse", `${integration}~1^{tree}`);
    ok((await rowMenu(hands, '.line.task:has-text("Say hello")')).includes("swarmPanel.worker.takeOut"));
    await commands.executeCommand("swarmPanel.worker.takeOut", hello);
    await message(hands, /^“Say hello” is no longer part of the merge\./);
    await hands.waitFor({ webview: "Swarm" }, '.aloud:has-text("Say hello, Ready")', "attached");
    equal(git("rev-parse", `${integration}^{tree}`), before);
  });

  it("ends with approval and a merge in one commit, whose words the person chose", async function () {
    const hands = handsOrSkip(this);
    const before = git("rev-parse", "main");
    await commands.executeCommand("swarmPanel.review.open", { key: `${epicId()}/docs` });
    await hands.waitFor("window", ".multiDiffEntry", "visible");
    await hands.click("window", '.editor-actions .action-label[aria-label^="Approve Worker"]');
    await hands.waitFor({ webview: "Swarm" }, '.aloud:has-text("Write docs, In the merge")', "attached");
    await commands.executeCommand("swarmPanel.review.approve", { key: `${epicId()}/hello` });
    await hands.waitFor({ webview: "Swarm" }, '.aloud:has-text("Say hello, In the merge")', "attached");
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
    await setAside(hands);
    await message(
      hands,
      /^Not merged, and nothing was changed: what is not committed in README\.md could not come back/,
    );
    equal(git("diff", "--name-only"), "README.md");
    equal(new TextDecoder().decode(await workspace.fs.readFile(document.uri)), "mine\n");
    await workspace.fs.writeFile(document.uri, new TextEncoder().encode(saved));
  });

  it("sets aside what is in the way, merges, and brings it back", async function () {
    const hands = handsOrSkip(this);
    await commands.executeCommand("notifications.clearAll");
    const mine = Uri.file(`${root()}/hello.txt`);
    await workspace.fs.writeFile(mine, new TextEncoder().encode("hello\n"));
    void commands.executeCommand("swarmPanel.merge.run");
    await hands.waitFor("window", `${answer}:has-text("One commit for each task")`, "visible");
    await hands.press("Enter");
    await hands.waitFor("window", ".quick-input-widget", "hidden");
    await message(hands, /^Not merged, and nothing was changed: uncommitted changes in hello\.txt stand in the way\./);
    await setAside(hands);
    await message(hands, /^Merged 2 tasks into main\. Your changes that were in the way are back\./);
    equal(git("status", "--porcelain"), "");
    equal(git("for-each-ref", "--format=%(refname)", "refs/stash"), "");
    ok(git("for-each-ref", "--format=%(refname)", `refs/opencode-swarm/${epicId()}/_aside`) !== "");
  });
});
