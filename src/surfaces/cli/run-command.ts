// Verb `run` on the command line: its options and what they exclude.
import { type Command, Option } from "commander";
import type { RunOptions } from "../../domain/run-options.ts";
import { model, seconds, stacked, steps, template, workers } from "./argument-values.ts";
import { withCommonOptions, type Act } from "./common-options.ts";
import { joinOption, strategyIn, strategyOption, type StrategyFlags } from "./landing-options.ts";
import type { CommonOptions } from "./session.ts";
import { run } from "./verbs/run.ts";

interface RunFlags extends CommonOptions, StrategyFlags {
  resume?: string;
  maxParallel?: number;
  approve?: RunOptions["approve"];
  stack?: number;
  land?: boolean;
  join?: RunOptions["join"];
  commitMessage?: string;
  model?: string;
  opencode?: string;
  unattended?: RunOptions["unattended"];
  stall?: number;
  maxSteps?: number;
  trustProject?: boolean;
}

const examples = `
Examples:
  $ opencode-swarm run feature.swarm.json
  $ opencode-swarm run feature.swarm.json --approve checks --land
  $ opencode-swarm run feature.swarm.json --json | jq -r .type
  $ opencode-swarm run --resume add-validation

Exit codes:
  0    nothing is left that the run could do; what waits for you is listed
  1    a task failed, something conflicts, or the landing was refused
  2    the command line, the plan, the epic, an agent or a model is wrong
  3    git, the repository, OpenCode or a provider is missing
  130  stopped by Ctrl-C (nothing is lost: go on with --resume)
`;

function chosenOptions(flags: RunFlags): Partial<RunOptions> {
  const { maxParallel, approve, stack, land, join, commitMessage, model: wished, unattended, stall, maxSteps } = flags;
  const strategy = strategyIn(flags);
  return {
    ...(maxParallel === undefined ? {} : { max_parallel: maxParallel }),
    ...(approve === undefined ? {} : { approve }),
    ...(stack === undefined ? {} : { landing_stack: stack }),
    ...(land === undefined ? {} : { land }),
    ...(strategy === undefined ? {} : { strategy }),
    ...(join === undefined ? {} : { join }),
    ...(commitMessage === undefined ? {} : { commit_message: commitMessage }),
    ...(wished === undefined ? {} : { model: wished }),
    ...(unattended === undefined ? {} : { unattended }),
    ...(stall === undefined ? {} : { stall_s: stall }),
    ...(maxSteps === undefined ? {} : { max_steps: maxSteps }),
  };
}

export function addRunCommand(program: Command, act: Act): void {
  const command = program.command("run").summary("turn a plan into work, or go on with an epic");
  withCommonOptions(command)
    .description("Runs the tasks of a plan as OpenCode sessions in parallel git worktrees, and lands what is approved.")
    .argument("[plan]", "plan file (*.swarm.json), or - for stdin")
    .option("--resume <epic>", "go on with an epic that was interrupted or waits")
    .option("--max-parallel <n>", "workers at the same time (default: 3)", workers)
    .addOption(
      new Option("--approve <which>", "approve finished tasks without asking (default: none)").choices([
        "none",
        "checks",
        "all",
      ]),
    )
    .option("--stack <n>", "approved tasks that are checked together before they land (default: 8)", stacked)
    .option("--land", "land the epic on your branch when every task is approved")
    .addOption(joinOption())
    .option(
      "--commit-message <template>",
      "of the tasks' commits; knows ${title}, ${summary}, ${epic}, ${task}, ${commits}",
      template,
    )
    .addOption(strategyOption("with --land: how the epic arrives on your branch (default: fast-forward)"))
    .option("--squash", "short for --strategy squash")
    .option("--model <provider/model>", "model of the workers (default: OpenCode's own)", model)
    .option("--opencode <binary>", "the OpenCode program to use")
    .addOption(
      new Option("--unattended <what>", "nobody is there: leave questions for `answer`, or take the safe way").choices([
        "wait",
        "decide",
      ]),
    )
    .option("--stall <seconds>", "silence of a worker that counts as a stall (default: 300)", seconds)
    .option("--max-steps <n>", "answers of the model in one turn that count as running away (default: 1000)", steps)
    .option(
      "--trust-project",
      "let plug-ins and custom tools of this repository run as you; remembered for their content",
    )
    .addHelpText("after", examples)
    .action((plan: string | undefined, flags: RunFlags) => {
      if (plan !== undefined && flags.resume !== undefined)
        command.error("error: name a plan or an epic to resume, not both");
      if (strategyIn(flags) !== undefined && flags.land !== true && flags.resume === undefined)
        command.error(`error: ${flags.strategy === undefined ? "--squash" : "--strategy"} needs --land`);
      const what = flags.resume === undefined ? { plan: plan ?? "" } : { resume: flags.resume };
      if ("plan" in what && what.plan === "") command.error("error: name a plan file, or an epic with --resume");
      const request = { what, options: chosenOptions(flags), trustProject: flags.trustProject === true };
      const opencode = flags.opencode === undefined ? {} : { opencode: flags.opencode };
      return act(flags, (session) => run(session, { ...request, ...opencode }));
    });
}
