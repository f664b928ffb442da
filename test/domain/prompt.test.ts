// What a worker reads: its task word for word, its contract, and of the others no more than their names.
import { describe, expect, it } from "vitest";
import { continuePrompt, taskPrompt } from "../../src/domain/prompt.ts";
import { about, epicOf, history, taskOf } from "../support/epic-history.ts";
import { epicWith, pastIn, samples, steps } from "./task-routes.ts";

const description =
  'Make `a < b`.\n\n  - keep   this spacing\n  - and ${this} \\ and "that"\n\n## A heading of the task\nübrigens';

const tasks = [
  {
    id: "parser",
    title: "Write the parser",
    description: "SECRET one",
    files: ["secret-a/**"],
    success: ["SECRET criterion"],
  },
  {
    id: "t",
    title: "Compare numbers",
    description,
    files: ["src/compare/**", "src/order.ts"],
    readonly: ["src/types.ts"],
    success: ["1 < 2", "2 > 1"],
  },
  { id: "docs", title: "Write the docs", description: "SECRET two", checks: [{ name: "n", run: "SECRET three" }] },
];

const prompt = (): string => {
  const past = history(epicWith(tasks), ...steps("t", "StartTask"));
  return taskPrompt(epicOf(past), taskOf(past, "t"), "/trees/epic-1/t");
};

describe("the prompt of a task", () => {
  it("carries the description word for word", () => {
    expect(prompt()).toContain(description);
  });

  it("names what the worker owns, what it may read, when it is done, and where it works", () => {
    const lines = prompt().split("\n");
    for (const said of [
      "- src/compare/**",
      "- src/order.ts",
      "- src/types.ts",
      "- 1 < 2",
      "- 2 > 1",
      "/trees/epic-1/t",
    ]) {
      expect(lines).toContain(said);
    }
    const order = ["may change:", "- src/order.ts", "not change:", "- src/types.ts", "done when:", "- 1 < 2"];
    const places = order.map((one) => prompt().indexOf(one));
    expect(places).toEqual(places.toSorted((left, right) => left - right));
    expect(prompt()).toContain("on the branch swarm/epic-1/t.");
    expect(prompt()).toContain("do not use git stash");
  });

  it("names the other tasks by id and title, and nothing else of them", () => {
    expect(prompt().split("\n")).toEqual(
      expect.arrayContaining(["- parser: Write the parser", "- docs: Write the docs"]),
    );
    expect(prompt()).not.toContain("SECRET");
    expect(prompt()).not.toContain("secret-a");
    expect(prompt()).not.toContain("- t: Compare numbers");
  });

  it("names the worker's own id for its tools", () => {
    expect(prompt()).toContain('swarm_progress (bead_id "t"');
    expect(prompt()).toContain('swarm_complete with bead_id "t"');
    expect(prompt()).toContain('status "blocked"');
  });

  it("says so where the plan says nothing", () => {
    const past = history(epicWith([{ id: "t" }]), ...steps("t", "StartTask"));
    const bare = taskPrompt(epicOf(past), taskOf(past, "t"), "/trees/t");
    expect(bare).toContain("- any file that the task needs");
    expect(bare).toContain("- none named");
    expect(bare).toContain("- the task above is carried out");
    expect(bare).toContain("No further context.");
    expect(bare).not.toContain("undefined");
  });
});

describe("the message that makes a session go on", () => {
  it("says that the work was interrupted, and what to call at the end", () => {
    const text = continuePrompt(taskOf(pastIn("interrupted"), "t"));
    expect(text).toContain("was interrupted");
    expect(text).toContain('swarm_complete with bead_id "t"');
    expect(text).not.toContain("Describe t");
  });

  it("brings every answer that came late, with what was asked", () => {
    const two = {
      ...samples.AskQuestion,
      questions: [
        { question: "Red?", options: [] },
        { question: "Round?", options: [] },
      ],
    };
    const asked = history(
      pastIn("working", { unattended: "wait" }),
      about("t", two),
      ...steps("t", "AskPermission"),
      about("t", { ...samples.AskPermission, request_id: "per2", permission: "bash", patterns: ["rm *", "mv *"] }),
      about("t", { ...samples.RecordTurnEnd, finish: "parked" }),
      about("t", { ...samples.AnswerQuestion, answers: [["yes", "dark"], ["no"]] }),
      about("t", samples.ReplyPermission),
      about("t", { type: "ReplyPermission", request_id: "per2", reply: "reject", message: "Delete nothing." }),
    );
    const text = continuePrompt(taskOf(asked, "t"));
    expect(text).toContain("You asked: Red? / Round?\nThe answer: yes, dark / no");
    expect(text).toContain("You wanted: webfetch https://a.b\nThat is allowed now.");
    expect(text).toContain("You wanted: bash rm *, mv *\nThat was refused. Delete nothing.");
    expect(text).not.toContain("was interrupted");
  });
});
