// What a worker is told: its task verbatim, its contract, and the four steps of the protocol.
import type { EpicState } from "./epic-state.ts";
import { reviewSection } from "./review-prompt.ts";
import { setbackSection } from "./setback-prompt.ts";
import type { LateAnswer, TaskState } from "./task-state.ts";

const list = (items: readonly string[], none: string): string =>
  items.length === 0 ? none : items.map((item) => `- ${item}`).join("\n");

/** The first message of a worker. `worktree` is the folder it works in. */
export function taskPrompt(epic: EpicState, task: TaskState, worktree: string): string {
  const { plan } = task;
  const others = [...epic.tasks.values()].filter((one) => one.id !== task.id);
  return `You are a worker of the epic "${epic.title}" (${epic.id}). You do one task of it: "${plan.title}" (${plan.id}).

## Your task
${plan.description}

## Your contract
Files that you own and may change:
${list(plan.files, "- any file that the task needs")}
Files that you may read but not change:
${list(plan.readonly, "- none named")}
The task is done when:
${list(plan.success, "- the task above is carried out")}
${task.review === null ? "" : `\n## What a person said of an earlier attempt\n${reviewSection(task.review)}\n`}${task.setback === null ? "" : `\n## Why an earlier attempt did not land\n${setbackSection(epic, task.setback)}\n`}
## Where you work
${worktree}
This is a git worktree of your own, on the branch ${task.branch ?? ""}. Work only below this folder, with paths inside it.
Commit as often as you like. Stay on the branch; do not push, do not use git stash (it is shared with the other workers),
and leave other branches and worktrees alone.

## Protocol
1. Start by looking at the files that you own.
2. Report progress now and then with swarm_progress (bead_id "${plan.id}", a percentage, a short message).
3. If you cannot go on without a person, call swarm_complete with status "blocked" and say in the summary what you need.
4. When the task is done, call swarm_complete with bead_id "${plan.id}" and a short summary, then stop.

## The epic
${epic.plan.context.trim() === "" ? "No further context." : epic.plan.context}
Other tasks of it, done by other workers at the same time:
${list(
  others.map((one) => `${one.plan.id}: ${one.plan.title}`),
  "- none",
)}
`;
}

const answerLine = (answer: LateAnswer): string => {
  if (answer.kind === "question") {
    const asked = answer.ask.questions.map((one) => one.question).join(" / ");
    const replied = answer.answers.map((one) => one.join(", ")).join(" / ");
    return `You asked: ${asked}\nThe answer: ${replied}`;
  }
  const wish = `${answer.ask.permission} ${answer.ask.patterns.join(", ")}`;
  if (answer.reply === "reject") {
    return `You wanted: ${wish}\nThat was refused.${answer.message === null ? "" : ` ${answer.message}`}`;
  }
  return `You wanted: ${wish}\nThat is allowed now.`;
};

/** A message that makes a session go on after an interruption, a retry, or with answers that came late. */
export function continuePrompt(task: TaskState): string {
  const answers = task.late_answers.map(answerLine);
  const opening =
    answers.length > 0
      ? answers.join("\n\n")
      : "Your work on this task was interrupted. Your files and commits are as you left them.";
  return `${opening}

Go on with your task "${task.plan.title}" where you stopped: look at the state of your worktree first, and do not repeat
what is done. When the task is done, call swarm_complete with bead_id "${task.plan.id}".
`;
}

/** A refusal without a word ends the worker's turn at OpenCode; with one it goes on. */
export const refusedPlainly =
  'The person refused this. Find a way that does not need it, or call swarm_complete with status "blocked".';

/** What a worker hears when nobody is there to answer. */
export const unattendedAnswer = "Nobody is here to answer: take the safest option and say so in your summary.";

/** What a worker hears when it wants a permission and nobody is there to give it. */
export const unattendedRefusal =
  'Nobody is here to allow this. Find a way that does not need it, or call swarm_complete with status "blocked".';
