// The tree of an epic as lines: a pure function, so that every state, size and hostile word can be looked at.
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { about, createEpic, epicOf, history, planOfTasks, start } from "../../support/epic-history.ts";
import { epicTree } from "../../../src/surfaces/cli/epic-tree.ts";
import { inColour, withoutColour } from "../../../src/surfaces/cli/paint.ts";

const plan = planOfTasks(
  [
    { id: "tax", title: "Compute the tax" },
    { id: "totals", title: "Net and gross", after: ["tax"] },
  ],
  { title: "Invoices" },
);
const session = { session_id: "ses_1" };

/** The first task has reported progress four seconds after it was started. */
const working = history(
  [],
  createEpic(plan),
  { type: "RecordIntegration", branch: "swarm/epic-1/_integration", commit: "base" },
  about("tax", { type: "StartTask", branch: "swarm/epic-1/tax", base: "base" }),
  about("tax", { type: "RecordWorktree", worktree_path: "/w/tax", branch: "swarm/epic-1/tax", base: "base" }, 1),
  about("tax", { type: "RecordWorkerSpawned", ...session, worktree_path: "/w/tax", prompt_hash: "h" }, 1),
  about("tax", { type: "RequestPrompt", message_id: "msg_1", prompt_hash: "h", purpose: "task" }, 1),
  about("tax", { type: "RecordPromptSent", message_id: "msg_1" }, 1),
  about("tax", { type: "ReportProgress", ...session, progress_percent: 40, message: "writing", files_touched: [] }, 1),
);
/** The task was started by the third event, so at three seconds. */
const now = start + 3000 + 65_000;

const lines = (columns: number, rows = 24, live: [string, string][] = []): string[] =>
  epicTree({ epic: epicOf(working), live: new Map(live), now }, { columns, rows, paint: withoutColour });

describe("the tree of an epic", () => {
  test("shows what each task does, for how long, and a dash for what is not known", () => {
    expect(lines(100)).toEqual([
      "Invoices  1 working · 1 queued · 0/2 landed · 1:05 · – tokens · –",
      "├─ ● working tax    Compute the tax  40 % · writing                   1:05        –       –        –",
      "└─ ○ queued  totals Net and gross  after tax                             –        –       –        –",
    ]);
  });

  test("drops the numbers that a narrow terminal has no room for", () => {
    expect(lines(60)[1]).toMatch(/^├─ ● working tax {4}.* 1:05$/);
    expect(lines(50)[1]).toBe("├─ ● working tax    Compute the t…  40 % · writing");
  });

  test("shows the newest sign of life beside the progress", () => {
    expect(lines(120, 24, [["tax", "bash: node --test"]])[1]).toContain("40 % · writing · bash: node --test");
  });

  test.each([20, 33, 40, 57, 80, 131])("fits %i columns, wide characters and hostile words included", (columns) => {
    const hostile = planOfTasks([
      { id: "a", title: "税金を計算する🧾".repeat(10) },
      {
        id: "b",
        title: "\u001b[31mred\u001b[2J\u001b]8;;http://x\u0007link\u001b]8;;\u0007 \u202eevil\u2066 a\u0300\u0301",
      },
      { id: "c-with-a-very-long-id-up-to-forty-chars", title: "line\nbreak\ttab\r" },
    ]);
    const epic = epicOf(history([], createEpic({ ...hostile, title: `\u009b2Jtitle 漢字 ${"x".repeat(300)}` })));
    const live = new Map([["a", "\u001b[?25h\u0007<b>html</b>\u0000"]]);
    for (const paint of [withoutColour, inColour]) {
      for (const line of epicTree({ epic, live, now }, { columns, rows: 24, paint })) {
        expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        expect(line.replace(/\u001b\[\d+m/g, "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }
    }
  });

  test("keeps what runs in sight when not every task has a line", () => {
    const many = planOfTasks(Array.from({ length: 30 }, (_, at) => ({ id: `t${at}` })));
    const past = history(
      [],
      createEpic(many),
      { type: "RecordIntegration", branch: "swarm/epic-1/_integration", commit: "base" },
      about("t25", { type: "StartTask", branch: "swarm/epic-1/t25", base: "base" }),
    );
    const shown = epicTree(
      { epic: epicOf(past), live: new Map(), now },
      { columns: 80, rows: 10, paint: withoutColour },
    );
    expect(shown).toHaveLength(10);
    expect(shown.some((line) => line.includes("starting t25"))).toBe(true);
    expect(shown.at(-1)).toBe("└─ and 22 more tasks");
  });

  test("says what a worker asks", () => {
    const questions = [{ question: "Round per line?", options: ["yes", "no"] }];
    const asking = history(working, about("tax", { type: "AskQuestion", request_id: "que_1", questions }, 1));
    const [heading, row] = epicTree(
      { epic: epicOf(asking), live: new Map(), now },
      { columns: 100, rows: 9, paint: withoutColour },
    );
    expect(heading).toContain("1 waiting for you");
    expect(row).toMatch(/\? needs answer tax .*Round per line\?/);
  });
});
