// Verbs about what a run left for a person: answer, retry, approve, land, undo, discard, stop.
import { Option, type Command } from "commander";
import { withCommonOptions, type Act } from "./common-options.ts";
import { strategyIn, strategyOption, type StrategyFlags } from "./landing-options.ts";
import type { CommonOptions } from "./session.ts";
import { answer } from "./verbs/answer.ts";
import { approve } from "./verbs/approve.ts";
import { discard, skip } from "./verbs/discard.ts";
import { land, takeOut, undo } from "./verbs/land.ts";
import { abortByHand, finishByHand, resolve, resolveByHand } from "./verbs/resolve.ts";
import { retry, stop } from "./verbs/task-verbs.ts";

type Flags<T = object> = CommonOptions & T;

const anEpic = "epic: its id, the beginning of it, or - for the only open one";

function addAnswer(program: Command, act: Act): void {
  withCommonOptions(program.command("answer").summary("answer a worker"))
    .description(
      "Answers what a worker asked: an option or your own words; for a permission once, always or reject [why].",
    )
    .argument("<epic>", anEpic)
    .argument("<task>", "task that asks")
    .argument("<words...>", "the answer; before it the id of the request, where a task asks more than one thing")
    .addHelpText(
      "after",
      "\nExamples:\n  $ opencode-swarm answer add-va w2 'Use ISO dates'\n  $ opencode-swarm answer - w2 once\n",
    )
    .action((epic: string, task: string, words: string[], flags: Flags) =>
      act(flags, (session) => answer(session, { epic, task, words })),
    );
}

function addRetry(program: Command, act: Act): void {
  withCommonOptions(program.command("retry").summary("let a task be tried again"))
    .description("Queues a task again; `run --resume` then goes on with it.")
    .argument("<epic>", anEpic)
    .argument("<task>", "task to try again")
    .option("--fresh", "a new session in a new worktree, from what has landed by then")
    .addHelpText("after", "\nExample:\n  $ opencode-swarm retry add-va w2 --fresh\n")
    .action((epic: string, task: string, flags: Flags<{ fresh?: boolean }>) =>
      act(flags, (session) => retry(session, { epic, task, fresh: flags.fresh === true })),
    );
}

function addApprove(program: Command, act: Act): void {
  withCommonOptions(program.command("approve").summary("take finished work"))
    .description("Approves finished tasks and lands them on the epic's integration branch.")
    .argument("<epic>", anEpic)
    .argument("[tasks...]", "tasks to approve")
    .option("--all", "every task that is ready")
    .addHelpText("after", "\nExamples:\n  $ opencode-swarm approve add-va w1 w3\n  $ opencode-swarm approve - --all\n")
    .action((epic: string, tasks: string[], flags: Flags<{ all?: boolean }>) =>
      act(flags, (session) => approve(session, { epic, tasks, all: flags.all === true })),
    );
}

interface LandFlags extends StrategyFlags {
  message?: string;
  despiteChecks?: boolean;
  setAside?: boolean;
}

function addLandAndUndo(program: Command, act: Act): void {
  withCommonOptions(program.command("land").summary("bring an epic into your branch"))
    .description("Lands an epic whose tasks are all approved on your branch, after its checks.")
    .argument("[epic]", anEpic)
    .addOption(strategyOption("how it arrives (default: fast-forward)"))
    .option("--squash", "short for --strategy squash")
    .option("--message <text>", "message of the commit that squash and merge make (default: the plan's titles)")
    .option("--despite-checks", "run no checks, and let red ones hold nothing back")
    .option("--set-aside", "set uncommitted changes in the way aside, land, and bring them back merged")
    .action((epic: string | undefined, flags: Flags<LandFlags>) => {
      const { message = null, despiteChecks = false, setAside = false } = flags;
      const strategy = strategyIn(flags) ?? "fast-forward";
      if (message !== null && strategy === "fast-forward")
        program.error("error: --message needs --strategy merge or squash");
      const wish = { strategy, message, despiteChecks, setAside };
      return act(flags, (session) => land(session, { epic, ...wish }));
    });
  withCommonOptions(program.command("undo").summary("take landed work back"))
    .description(
      "Takes the last landing of an epic back: a reset while nothing came after it and nobody else has it, else a revert commit. With a task: takes " +
        "what it brought out of the integration branch, as long as nothing builds on it.",
    )
    .argument("[epic]", anEpic)
    .argument("[task]", "a landed task of an epic that is not in your branch")
    .action((epic: string | undefined, task: string | undefined, flags: Flags) =>
      act(flags, (session) => (task === undefined ? undo(session, { epic }) : takeOut(session, { epic, task }))),
    );
}

function addResolve(program: Command, act: Act): void {
  withCommonOptions(program.command("resolve").summary("resolve a conflict, by the worker or by hand"))
    .description(
      "Asks the worker of a task in conflict to merge what has landed. What it makes of it comes back for review. With --by-hand " +
        "you do it: the merge stands in the worker's worktree, with the conflicts marked.",
    )
    .argument("<epic>", anEpic)
    .argument("<task>", "the task that conflicts")
    .addOption(new Option("--by-hand", "begin the merge for you, or say how far it is").conflicts(["finish", "abort"]))
    .addOption(new Option("--finish", "commit your merge and run the task's checks").conflicts("abort"))
    .option("--abort", "take your merge away; what you did is kept under a ref")
    .addHelpText(
      "after",
      "\nExamples:\n  $ opencode-swarm resolve add-va w2\n  $ opencode-swarm resolve add-va w2 --by-hand\n" +
        "  $ opencode-swarm resolve add-va w2 --finish\n",
    )
    .action((epic: string, task: string, flags: Flags<{ byHand?: boolean; finish?: boolean; abort?: boolean }>) => {
      const request = { epic, task };
      if (flags.byHand === true) return act(flags, (session) => resolveByHand(session, request));
      if (flags.finish === true) return act(flags, (session) => finishByHand(session, request));
      if (flags.abort === true) return act(flags, (session) => abortByHand(session, request));
      return act(flags, (session) => resolve(session, request));
    });
}

function addStopAndDiscard(program: Command, act: Act): void {
  withCommonOptions(program.command("stop").summary("take tasks out of the next run"))
    .description("Stops tasks that wait to run. A run that is under way is stopped by Ctrl-C in its terminal.")
    .argument("[epic]", anEpic)
    .argument("[tasks...]", "tasks to stop; all when none is named")
    .action((epic: string | undefined, tasks: string[], flags: Flags) =>
      act(flags, (session) => stop(session, { epic, tasks })),
    );
  withCommonOptions(program.command("discard").summary("throw work away, recoverably"))
    .description("Discards tasks, or all of an epic that has not landed. Says the refs that keep the work.")
    .argument("<epic>", anEpic)
    .argument("[tasks...]", "tasks to discard; all that have not landed when none is named")
    .option("-y, --yes", "do not ask")
    .action((epic: string, tasks: string[], flags: Flags<{ yes?: boolean }>) =>
      act(flags, (session) => discard(session, { epic, tasks, yes: flags.yes === true })),
    );
}

function addSkip(program: Command, act: Act): void {
  withCommonOptions(program.command("skip").summary("go on without a task"))
    .description(
      "Sets a task aside: its work is kept under a ref that is named, and what comes after it may go on without it. `retry` undoes it.",
    )
    .argument("<epic>", anEpic)
    .argument("<task>", "the task to skip")
    .option("-y, --yes", "do not ask")
    .action((epic: string, task: string, flags: Flags<{ yes?: boolean }>) =>
      act(flags, (session) => skip(session, { epic, task, yes: flags.yes === true })),
    );
}

export function addTaskCommands(program: Command, act: Act): void {
  addAnswer(program, act);
  addRetry(program, act);
  addApprove(program, act);
  addLandAndUndo(program, act);
  addResolve(program, act);
  addStopAndDiscard(program, act);
  addSkip(program, act);
}
