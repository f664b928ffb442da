// What waits for the person, and the command to type for it.
import type { EpicState } from "../../domain/epic-state.ts";
import type { TaskStatus } from "../../domain/task-status.ts";
import type { TaskState } from "../../domain/task-state.ts";
import { plainLine } from "./plain-text.ts";

export interface NextStep {
  /** What it is for, a few words. */
  why: string;
  command: string;
}

/** Where the commands are to be typed. */
export interface Place {
  /** What the person wrote after --dir, which the next command needs too; null: they are there. */
  dir: string | null;
}

/** An argument as a shell takes it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** How to answer one ask: a permission by a word, a question by an option or in words. */
function answerCommand(epicId: string, task: TaskState): string {
  const ask = task.asks[0];
  const request = task.asks.length > 1 && ask !== undefined ? ` ${ask.request_id}` : "";
  // An option is a worker's word: harmless in a terminal, one argument of a shell, and no option of ours.
  const option = ask?.kind === "question" ? plainLine(ask.questions[0]?.options[0] ?? "") : "once";
  const words = option === "" || option.startsWith("-") ? '"…"' : shellWord(option);
  return `answer ${epicId} ${task.id}${request} ${words}`;
}

/** The steps in the order in which they make sense; empty when nothing is left to do. */
export function nextSteps(epic: EpicState, { dir }: Place): NextStep[] {
  const tasks = [...epic.tasks.values()];
  const inState = (...wanted: TaskStatus[]): TaskState[] => tasks.filter((task) => wanted.includes(task.status));
  const ids = (some: readonly TaskState[]): string => some.map((task) => task.id).join(" ");
  const steps: NextStep[] = [];
  const suffix = dir === null ? "" : ` --dir ${shellWord(dir)}`;
  const git = dir === null ? "git" : `git -C ${shellWord(dir)}`;
  const add = (why: string, verb: string): void => void steps.push({ why, command: `opencode-swarm ${verb}${suffix}` });

  for (const task of inState("needs_answer", "needs_permission")) {
    if (task.asks.length > 0) add(`${task.id} asks`, answerCommand(epic.id, task));
  }
  const ready = inState("ready");
  if (ready.length > 0) {
    const work = ready.length === 1 ? ready[0]?.work : null;
    if (work) {
      const between = `${work.base.slice(0, 12)} ${work.commit.slice(0, 12)}`;
      steps.push({ why: "look at the work", command: `${git} diff ${between}` });
    }
    add("take the work", `approve ${epic.id} ${ids(ready)}`);
  }
  for (const { id, resolution } of inState("conflict")) {
    if (resolution !== null) add(`${id} is resolved by hand`, `resolve ${epic.id} ${id} --finish`);
    else {
      add(`${id} conflicts`, `resolve ${epic.id} ${id}`);
      add(`${id} conflicts`, `resolve ${epic.id} ${id} --by-hand`);
    }
  }
  for (const task of inState("failed", "conflict", "stopped", "stalled")) {
    if (task.resolution !== null) continue;
    add(`${task.id} ${task.status}`, `retry ${epic.id} ${task.id}`);
  }
  const runnable =
    inState("interrupted", "changes_requested").length > 0 || (inState("queued").length > 0 && ready.length === 0);
  if (runnable && !steps.some((step) => step.why.endsWith(" asks"))) {
    add("go on", `run --resume ${epic.id}`);
  }
  const over = tasks.every((task) => task.status === "landed" || task.status === "discarded");
  if (over && epic.landed === null && epic.undone === null && inState("landed").length > 0) {
    add("bring it into your branch", `land ${epic.id}`);
  }
  if (over && epic.landed === null && epic.undone === "reset") {
    add("land it again", `land ${epic.id}`);
  }
  if (epic.landed !== null) add("take it back", `undo ${epic.id}`);
  return steps;
}
