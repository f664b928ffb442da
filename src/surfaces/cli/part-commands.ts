// Verbs about a part of a worker's commit: reject, take.
import type { Command } from "commander";
import { hunk } from "./argument-values.ts";
import { withCommonOptions, type Act } from "./common-options.ts";
import type { CommonOptions } from "./session.ts";
import { part, type PartRequest } from "./verbs/part.ts";

interface Flags extends CommonOptions {
  hunk?: number[];
  undo?: boolean;
}

const anEpic = "epic: its id, the beginning of it, or - for the only open one";

function addPart(
  program: Command,
  act: Act,
  kind: PartRequest["kind"],
  words: { summary: string; description: string },
) {
  withCommonOptions(program.command(kind).summary(words.summary))
    .description(words.description)
    .argument("<epic>", anEpic)
    .argument("<task>", "task whose commit is meant")
    .argument("[paths...]", "files that it changes")
    .option(
      "--hunk <number>",
      "only this hunk of the file, as `git diff --unified=0` counts them; may be repeated",
      hunk,
    )
    .option("--undo", "undo the last `reject` or `take` of the task instead")
    .addHelpText(
      "after",
      `\nExamples:\n  $ opencode-swarm ${kind} add-va w2 src/a.ts\n  $ opencode-swarm ${kind} - w2 src/b.ts --hunk 1 --hunk 3\n`,
    )
    .action((epic: string, task: string, paths: string[], flags: Flags) =>
      act(flags, (session) =>
        part(session, { kind, epic, task, paths, hunks: flags.hunk ?? [], undo: flags.undo === true }),
      ),
    );
}

export function addPartCommands(program: Command, act: Act): void {
  addPart(program, act, "reject", {
    summary: "take files or hunks back",
    description:
      "Takes files or hunks of finished work back, by a commit on the worker's branch. What was approved waits for you again.",
  });
  addPart(program, act, "take", {
    summary: "take only these files or hunks",
    description: "Approves files or hunks of finished work: they land alone, and the worker's branch keeps the rest.",
  });
}
