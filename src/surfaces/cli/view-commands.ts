// Verbs that look and tidy: status, log, clean, doctor.
import type { Command } from "commander";
import { withCommonOptions, type Act } from "./common-options.ts";
import type { CommonOptions } from "./session.ts";
import { clean } from "./verbs/clean.ts";
import { doctor } from "./verbs/doctor.ts";
import { exportPatches } from "./verbs/export.ts";
import { log, type LogRequest } from "./verbs/log.ts";
import { status } from "./verbs/status.ts";

const logExamples = `
Examples:
  $ opencode-swarm log --follow
  $ opencode-swarm log --session ses_1a2b3c
  $ opencode-swarm log --sql 'SELECT task_id, status, cost FROM tasks'

Tables for --sql: events (every event ever; data is JSON), epics, tasks, asks, checks.
`;

export function addViewCommands(program: Command, act: Act): void {
  withCommonOptions(program.command("status").summary("show epics and what waits for you"))
    .description(
      "Shows the open epics, or the last one, with what workers ask and what to type next. Works during a run.",
    )
    .argument("[epic]", "epic: its id, the beginning of it, or - for the only open one")
    .option("--all", "finished epics too")
    .action((epic: string | undefined, flags: CommonOptions & { all?: boolean }) =>
      act(flags, (session) => status(session, { epic, all: flags.all === true })),
    );

  withCommonOptions(program.command("log").summary("show what happened"))
    .description("Shows the stored events, newest last. Works during a run.")
    .option("-f, --follow", "go on with what comes, until Ctrl-C")
    .option("--session <id>", "only events of one OpenCode session")
    .option("--epic <epic>", "only events of one epic")
    .option("--sql <select>", "print what one SELECT finds")
    .addHelpText("after", logExamples)
    .action((flags: CommonOptions & Partial<LogRequest>) =>
      act(flags, (session) => log(session, { ...flags, follow: flags.follow === true })),
    );

  withCommonOptions(program.command("export").summary("write work as patches"))
    .description(
      "Writes an epic as patches: what is in its integration branch, and in folders of their own the tasks that are not. With a task: " +
        "its worker's commits, and what it left uncommitted as the last patch.",
    )
    .argument("<epic>", "epic: its id, the beginning of it, or - for the only open one")
    .argument("[task]", "one task of it")
    .option("-o, --output <folder>", "where they go (default: <epic>-patches)")
    .option("--force", "replace files that are there")
    .action((epic: string, task: string | undefined, flags: CommonOptions & { output?: string; force?: boolean }) =>
      act(flags, (session) =>
        exportPatches(session, { epic, task, output: flags.output, force: flags.force === true }),
      ),
    );

  withCommonOptions(program.command("clean").summary("remove worktrees that nobody needs"))
    .description("Removes the worktrees of landed and discarded work, and says what stays and why.")
    .option("-n, --dry-run", "only say what would go")
    .action((flags: CommonOptions & { dryRun?: boolean }) =>
      act(flags, (session) => clean(session, { dryRun: flags.dryRun === true })),
    );

  withCommonOptions(program.command("doctor").summary("check git, the repository and OpenCode"))
    .description("Looks at everything that a run needs. Exit code 3 when something is missing or could not be mended.")
    .option("--opencode <binary>", "the OpenCode program to look at")
    .option("--repair", "first make the database anew from the journal, and keep the old one")
    .action((flags: CommonOptions & { opencode?: string; repair?: boolean }) =>
      act(flags, (session) =>
        doctor(session, {
          repair: flags.repair === true,
          ...(flags.opencode === undefined ? {} : { opencode: flags.opencode }),
        }),
      ),
    );
}
