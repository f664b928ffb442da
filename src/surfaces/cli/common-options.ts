// Options that every verb has.
import type { Command } from "commander";
import type { CommonOptions, Session } from "./session.ts";

/** Carries a verb out in a session of its own. */
export type Act = (options: CommonOptions, verb: (session: Session) => Promise<number>) => Promise<void>;

export const withCommonOptions = (command: Command): Command =>
  command
    .option("--dir <folder>", "the repository (default: where you are)")
    .option("--json", "only JSON on stdout, one object a line")
    .option("--debug", "say on stderr what happens inside");
