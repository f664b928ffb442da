// What waits for the person, and the command to type for it.
import type { EpicState } from "../../domain/epic-state.ts";
import type { TaskStatus } from "../../domain/task-status.ts";
import type { TaskState } from "../../domain/task-state.ts";

export interface NextStep {
  /** What it is for, a few words. */
  why: string;
  command: string;
}

const program = "opencode-swarm";

/** An argument as a shell takes it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** How to answer one ask: a permission by a word, a question by an option or in words. */
export function answerCommand(epicId: string, task: TaskState): string {
  const ask = task.asks[0];
  const request = task.asks.length > 1 && ask !== undefined ? ` ${ask.request_id}` : "";
  const option = ask?.kind === "question" ? ask.questions[0]?.options[0] : "once";
  return `${program} answer ${epicId} ${task.id}${request} ${option === undefined ? '"…"' : shellWord(option)}`;
}

/** The steps in the order in which they make sense; empty when nothing is left to do. */
export function nextSteps(epic: EpicState): NextStep[] {
  const tasks = [...epic.tasks.values()];
  const inState = (...wanted: TaskStatus[]): TaskState[] => tasks.filter((task) => wanted.includes(task.status));
  const ids = (some: readonly TaskState[]): string => some.map((task) => task.id).join(" ");
  const steps: NextStep[] = [];

  for (const task of inState("needs_answer", "needs_permission")) {
    if (task.asks.length > 0) steps.push({ why: `${task.id} asks`, command: answerCommand(epic.id, task) });
  }
  const ready = inState("ready");
  if (ready.length > 0) {
    const worktree = ready.length === 1 && ready[0]?.branch ? ready[0].branch : null;
    if (worktree !== null)
      steps.push({ why: "look at the work", command: `git diff ${epic.base_commit.slice(0, 10)}...${worktree}` });
    steps.push({ why: "take the work", command: `${program} approve ${epic.id} ${ids(ready)}` });
  }
  for (const task of inState("failed", "conflict", "stopped", "stalled")) {
    steps.push({ why: `${task.id} ${task.status}`, command: `${program} retry ${epic.id} ${task.id}` });
  }
  const runnable = inState("interrupted").length > 0 || (inState("queued").length > 0 && ready.length === 0);
  if (runnable && !steps.some((step) => step.why.endsWith(" asks"))) {
    steps.push({ why: "go on", command: `${program} run --resume ${epic.id}` });
  }
  const over = tasks.every((task) => task.status === "landed" || task.status === "discarded");
  if (over && epic.landed === null && epic.undone === null && inState("landed").length > 0) {
    steps.push({ why: "bring it into your branch", command: `${program} land ${epic.id}` });
  }
  if (over && epic.landed === null && epic.undone === "reset") {
    steps.push({ why: "land it again", command: `${program} land ${epic.id}` });
  }
  if (epic.landed !== null) steps.push({ why: "take it back", command: `${program} undo ${epic.id}` });
  return steps;
}
