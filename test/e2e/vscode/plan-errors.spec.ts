// Plans with errors: each problem stands at its place, says what helps, and keeps the plan from running.
import { equal, match, ok } from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { Uri, commands, languages, window, workspace, type Diagnostic } from "vscode";
import { until } from "../../support/vscode/until.ts";
import { handsOrSkip } from "./hands.ts";
import { editorTitleMenu } from "./menus.ts";
import { message } from "./messages.ts";
import { noteExercised } from "./note-exercised.ts";

const limitMs = 60_000;
const root = (): string => workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";

interface Fault {
  fault: string;
  text: string;
  /** What is underlined. */
  at: string;
  says: RegExp;
}

const task = (id: string, more: Record<string, unknown>): Record<string, unknown> => ({
  id,
  title: id,
  description: "Do it.",
  ...more,
});
const planOf = (...tasks: Record<string, unknown>[]): string => JSON.stringify({ title: "Faulty", tasks }, null, 2);

const faults: Fault[] = [
  {
    fault: "JSON that breaks off",
    text: '{ "title": "Faulty", "tasks": [',
    at: "[",
    says: /the text ends\. Correct the JSON/,
  },
  {
    fault: "a cycle",
    text: planOf(task("one", { after: ["two"] }), task("two", { after: ["one"] })),
    at: "[",
    says: /one → two → one\. Remove one of these/,
  },
  {
    fault: "an unknown id",
    text: planOf(task("one", { after: ["nobody"] })),
    at: '"nobody"',
    says: /Name the id of a task of this plan/,
  },
  {
    fault: "two tasks on one file",
    text: planOf(task("one", { files: ["src/**"] }), task("two", { files: ["src/line.js"] })),
    at: '"src/line.js"',
    says: /may change the same file.*Let one come after the other/,
  },
  {
    fault: "a path outside",
    text: planOf(task("one", { files: ["../secrets"] })),
    at: '"../secrets"',
    says: /leaves its folder.*relative to the root of the repository/,
  },
];

const problemsOf = (uri: Uri): Diagnostic[] => languages.getDiagnostics(uri).filter(({ source }) => source === "swarm");

describe("A plan with errors", () => {
  for (const [number, { fault, text, at, says }] of faults.entries())
    it(`shows ${fault} at its place, with what to do`, async () => {
      // VS Code keeps a document for a while after it was closed: each fault has a file of its own.
      const file = join(root(), `faulty-${number}.swarm.json`);
      writeFileSync(file, text);
      try {
        const document = await workspace.openTextDocument(Uri.file(file));
        await window.showTextDocument(document);
        const [first] = await until(`the problem of ${fault}`, limitMs, async () => {
          const found = problemsOf(document.uri);
          return found.length > 0 ? found : undefined;
        });
        ok(first);
        match(first.message, says);
        equal(document.getText(first.range), at);
      } finally {
        await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
        rmSync(file);
      }
    });

  it("says so above its first line and when it is run, and starts nothing", async function () {
    const hands = handsOrSkip(this);
    const file = join(root(), "faulty.swarm.json");
    writeFileSync(file, planOf(task("one", { after: ["nobody"] })));
    try {
      await window.showTextDocument(Uri.file(file));
      await hands.waitFor("window", '.codelens-decoration:has-text("The plan has 1 problem")', "visible");
      ok((await editorTitleMenu(hands)).includes("swarmPanel.runPlan"));
      void commands.executeCommand("swarmPanel.runPlan");
      await message(hands, /^The plan has 1 problem\. .*nobody/);
    } finally {
      await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
      rmSync(file);
    }
  });

  it("is checked by VS Code against our schema while it is written", async () => {
    const file = join(root(), "schema.swarm.json");
    writeFileSync(file, JSON.stringify({ title: "Faulty", tasks: [], surprise: true }));
    try {
      const document = await workspace.openTextDocument(Uri.file(file));
      await window.showTextDocument(document);
      await until("a word of the schema", limitMs, async () =>
        languages
          .getDiagnostics(document.uri)
          .find(({ source, message: said }) => source !== "swarm" && /surprise/.test(said)),
      );
      noteExercised("schema *.swarm.json");
    } finally {
      await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
      rmSync(file);
    }
  });
});
