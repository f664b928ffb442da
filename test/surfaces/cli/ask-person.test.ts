// A person at a terminal answers workers: one question at a time, in words, numbers or single letters.
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import type { Attention } from "../../../src/application/attention.ts";
import { askPerson } from "../../../src/surfaces/cli/ask-person.ts";
import { withoutColour } from "../../../src/surfaces/cli/paint.ts";

interface Desk {
  attention: Attention;
  /** Waits until the text is shown, counted from what was waited for before, then types a line. */
  whenShown(text: string, line?: string): Promise<void>;
  shown(): string;
  stdin: PassThrough;
  abort: AbortController;
  calls: string[];
}

function desk(): Desk {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const abort = new AbortController();
  const calls: string[] = [];
  let text = "";
  let seen = 0;
  let look = (): void => undefined;
  stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    look();
  });
  const attention = askPerson({
    stdin,
    stdout,
    paint: withoutColour,
    signal: abort.signal,
    before: () => calls.push("pause"),
    after: () => calls.push("resume"),
    titleOf: () => "Compute the \u001b[31mtax",
  });
  return {
    attention,
    stdin,
    abort,
    calls,
    shown: () => text,
    async whenShown(wanted, line) {
      await new Promise<void>((resolve) => {
        look = () => {
          const at = text.indexOf(wanted, seen);
          if (at < 0) return;
          seen = at + wanted.length;
          look = () => undefined;
          resolve();
        };
        look();
      });
      if (line !== undefined) stdin.write(`${line}\n`);
    },
  };
}

const about = { epic_id: "e", task_id: "tax", attempt: 1 };
const permission = {
  kind: "permission" as const,
  request_id: "per_1",
  permission: "webfetch",
  patterns: ["http://x/\u0007"],
};
const question = (options: string[]) => ({
  kind: "question" as const,
  request_id: "que_1",
  questions: [{ question: "Round where?\u202e", options }],
});

const waits = new AbortController().signal;

describe("a person at the terminal", () => {
  test.each([
    ["o", "once"],
    ["ALWAYS", "always"],
  ] as const)("allows with %s", async (line, reply) => {
    const { attention, whenShown, shown, calls } = desk();
    const answer = attention.permission(about, permission, waits);
    await whenShown("[r]eject? ", line);
    expect(await answer).toEqual({ reply, message: null });
    expect(shown()).toContain("tax Compute the tax wants webfetch:\n    http://x/\n");
    expect(calls).toEqual(["pause", "resume"]);
  });

  test("rejects with what should be done instead, and is asked again after a word that is no answer", async () => {
    const { attention, whenShown } = desk();
    const answer = attention.permission(about, permission, waits);
    await whenShown("[r]eject? ", "perhaps");
    await whenShown("[r]eject? ", "r");
    await whenShown("nothing to add) ", "read docs/tax.md");
    expect(await answer).toEqual({ reply: "reject", message: "read docs/tax.md" });
  });

  test("rejects without a word: the worker is told to go on without it all the same", async () => {
    const { attention, whenShown } = desk();
    const answer = attention.permission(about, permission, waits);
    await whenShown("[r]eject? ", "no");
    await whenShown("nothing to add) ", "");
    expect(await answer).toMatchObject({
      reply: "reject",
      message: expect.stringContaining("does not need it") as string,
    });
  });

  test("picks an option by its number, and a number that is none is asked again", async () => {
    const { attention, whenShown, shown } = desk();
    const answer = attention.question(about, question(["once", "per line"]), waits);
    await whenShown("own words: ", "3");
    await whenShown("own words: ", "2");
    expect(await answer).toEqual([["per line"]]);
    expect(shown()).toContain("Round where?\n    1. once\n    2. per line\n");
  });

  test("answers in words of their own", async () => {
    const { attention, whenShown } = desk();
    const answer = attention.question(about, question([]), waits);
    await whenShown("Your answer: ", "");
    await whenShown("Your answer: ", "42");
    expect(await answer).toEqual([["42"]]);
  });

  test("is asked one thing after the other", async () => {
    const { attention, whenShown, shown } = desk();
    const first = attention.question(about, question(["a", "b"]), waits);
    const second = attention.permission(about, permission, waits);
    await whenShown("own words: ");
    expect(shown()).not.toContain("webfetch");
    await whenShown("", "1");
    expect(await first).toEqual([["a"]]);
    await whenShown("[r]eject? ", "o");
    expect(await second).toEqual({ reply: "once", message: null });
  });

  test("is not waited for when the run is stopped: what was asked and what comes stays open", async () => {
    const { attention, whenShown, abort, calls } = desk();
    const first = attention.question(about, question([]), waits);
    const second = attention.permission(about, permission, waits);
    await whenShown("Your answer: ");
    abort.abort();
    expect(await Promise.all([first, second])).toEqual(["park", "park"]);
    expect(calls).toEqual(["pause", "resume"]);
  });

  test("is not waited for when the worker's turn is over", async () => {
    const { attention, whenShown, calls } = desk();
    const over = new AbortController();
    const first = attention.question(about, question([]), over.signal);
    const second = attention.permission(about, permission, waits);
    await whenShown("Your answer: ");
    over.abort();
    expect(await first).toBe("park");
    await whenShown("[r]eject? ", "o");
    expect(await second).toEqual({ reply: "once", message: null });
    expect(calls).toEqual(["pause", "resume", "pause", "resume"]);
  });

  test("is not waited for after the end of the input", async () => {
    const { attention, whenShown, stdin } = desk();
    const first = attention.question(about, question([]), waits);
    await whenShown("Your answer: ");
    stdin.end();
    expect(await first).toBe("park");
    expect(await attention.permission(about, permission, waits)).toBe("park");
  });
});
