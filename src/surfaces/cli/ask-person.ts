// Asks the person at the terminal what a worker wants to know, one thing after the other.
import { createInterface } from "node:readline/promises";
import type { Attention, PermissionReply } from "../../application/attention.ts";
import type { TaskAttempt } from "../../application/execution-strategy.ts";
import type { QuestionItem } from "../../domain/events.ts";
import { refusedPlainly } from "../../domain/prompt.ts";
import type { Paint } from "./paint.ts";
import { plainLine, plainText } from "./plain-text.ts";
import type { Surroundings } from "./program.ts";

export interface AskPlace {
  stdin: Surroundings["stdin"];
  stdout: Surroundings["stdout"];
  paint: Paint;
  /** Aborted when the run ends: what was being asked stays open. */
  signal: AbortSignal;
  /** Makes room for a question, and takes the screen back after it. */
  before(): void;
  after(): void;
  titleOf(task: TaskAttempt): string;
}

type Answered<T> = T | "park";

export function askPerson(place: AskPlace): Attention {
  let turn: Promise<unknown> = Promise.resolve();

  /** One question at a time; "park" when the run ended or stdin did. */
  function inTurn<T>(
    over: AbortSignal,
    ask: (line: (prompt: string) => Promise<string>) => Promise<T>,
  ): Promise<Answered<T>> {
    const mine = turn.then(async (): Promise<Answered<T>> => {
      if (place.signal.aborted || over.aborted || hasEnded(place.stdin)) return "park";
      place.before();
      // Lines as the terminal gives them: Ctrl-C stays a signal, and nothing has to be put right after a crash.
      const lines = createInterface({ input: place.stdin, output: place.stdout, terminal: false });
      const ended = new AbortController();
      const signal = AbortSignal.any([place.signal, over, ended.signal]);
      lines.once("close", () => ended.abort());
      try {
        return await ask((prompt) => lines.question(prompt, { signal }));
      } catch (error) {
        if (signal.aborted) return "park";
        throw error;
      } finally {
        lines.close();
        place.stdin.pause();
        place.after();
      }
    });
    turn = mine.catch(() => undefined);
    return mine;
  }

  const say = (text: string): void => void place.stdout.write(`${text}\n`);
  const head = (about: TaskAttempt, words: string): void =>
    say(
      `\n${place.paint("magenta", "?")} ${place.paint("bold", about.task_id)} ${plainLine(place.titleOf(about))} ${words}`,
    );

  return {
    permission: (about, ask, over) =>
      inTurn(over, async (line): Promise<PermissionReply> => {
        head(about, `wants ${place.paint("yellow", plainLine(ask.permission))}:`);
        for (const pattern of ask.patterns) say(`    ${plainLine(pattern)}`);
        for (;;) {
          const reply = replyOf(await line("  [o]nce, [a]lways for this worker, or [r]eject? "));
          if (reply === null) continue;
          if (reply !== "reject") return { reply, message: null };
          const guidance = (await line("  What should it do instead? (Enter: nothing to add) ")).trim();
          return { reply, message: guidance === "" ? refusedPlainly : guidance };
        }
      }),
    question: (about, ask, over) =>
      inTurn(over, async (line) => {
        const answers: string[][] = [];
        for (const item of ask.questions) {
          head(about, "asks:");
          for (const text of plainText(item.question).split("\n")) say(`    ${text}`);
          item.options.forEach((option, at) => say(`    ${at + 1}. ${plainLine(option)}`));
          answers.push([await answerTo(item, line)]);
        }
        return answers;
      }),
  };
}

/** After an end of input nobody can answer any more. */
const hasEnded = (stdin: Surroundings["stdin"]): boolean => "readableEnded" in stdin && stdin.readableEnded === true;

function replyOf(line: string): PermissionReply["reply"] | null {
  const word = line.trim().toLowerCase();
  if (word === "o" || word === "once" || word === "y" || word === "yes") return "once";
  if (word === "a" || word === "always") return "always";
  if (word === "r" || word === "reject" || word === "n" || word === "no") return "reject";
  return null;
}

/** A number takes an option, anything else is the answer itself. Empty asks again. */
async function answerTo(item: QuestionItem, line: (prompt: string) => Promise<string>): Promise<string> {
  const hint = item.options.length === 0 ? "  Your answer: " : "  A number, or your own words: ";
  for (;;) {
    const text = (await line(hint)).trim();
    const option = /^\d+$/.test(text) ? item.options[Number(text) - 1] : undefined;
    if (option !== undefined) return option;
    if (text !== "" && !(item.options.length > 0 && /^\d+$/.test(text))) return text;
  }
}
