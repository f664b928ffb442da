// The command line as one function: arguments in, exit code out.
import { Command, CommanderError } from "commander";
import type { Act } from "./common-options.ts";
import { refusalOf } from "./fault-table.ts";
import { flightRecorder, type FlightRecorder } from "./flight-recorder.ts";
import { plainLine } from "./plain-text.ts";
import type { Surroundings } from "./program.ts";
import { reportRefusals } from "./report-refusals.ts";
import { addRunCommand } from "./run-command.ts";
import { openSession, type Session } from "./session.ts";
import { addPartCommands } from "./part-commands.ts";
import { addTaskCommands } from "./task-commands.ts";
import { addViewCommands } from "./view-commands.ts";

const overview = `
A plan becomes landed work:
  $ opencode-swarm doctor
  $ opencode-swarm run feature.swarm.json --approve checks
  $ opencode-swarm status
  $ opencode-swarm land

\`opencode-swarm <verb> --help\` has the options and examples of a verb.
`;

/** An exception that nobody foresaw: one sentence, and where the rest is. */
function reportUnexpected(session: Session, recorder: FlightRecorder, debug: boolean, error: unknown): number {
  const message = plainLine(error instanceof Error ? error.message : String(error));
  if (debug && error instanceof Error && error.stack !== undefined) session.output.note(error.stack);
  const path = recorder.dump(error);
  const remedy = path === null ? "run it again with --debug" : `the details are in ${path}; --debug shows them at once`;
  return reportRefusals(session, [{ exit: 1, code: "unexpected", message: `unexpected: ${message}`, remedy }]);
}

async function carryOut(
  session: Session,
  verb: (session: Session) => Promise<number>,
): Promise<number | { thrown: unknown }> {
  try {
    return await verb(session);
  } catch (error) {
    const refusal = refusalOf(error);
    return refusal === null ? { thrown: error } : reportRefusals(session, [refusal]);
  }
}

function build(around: Surroundings, act: Act): Command {
  const program = new Command("opencode-swarm")
    .description(
      "Runs a plan of coding tasks as OpenCode sessions in parallel git worktrees and lands the approved work.",
    )
    .version(around.program.version, "-V, --version")
    .showHelpAfterError("(--help says more)")
    .showSuggestionAfterError()
    .addHelpText("after", overview)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void around.stdout.write(text),
      writeErr: (text) => void around.stderr.write(text),
      getOutHelpWidth: () => around.stdout.columns ?? 80,
      getErrHelpWidth: () => around.stdout.columns ?? 80,
    });
  addRunCommand(program, act);
  addTaskCommands(program, act);
  addPartCommands(program, act);
  addViewCommands(program, act);
  return program;
}

/** Asked for by people and by scripts: --help and --version end well, everything else that commander refuses is 2. */
function usageCode(around: Surroundings, error: CommanderError): number {
  if (error.exitCode === 0) return 0;
  if (around.argv.includes("--json")) {
    const message = plainLine(error.message.replace(/^error: /, ""));
    const session = openSession(around, { json: true }, flightRecorder(around, false));
    const code = error.code === "commander.error" ? "usage" : error.code.replace("commander.", "");
    // The sentence is on stderr already.
    const error_line = { code, message, remedy: "`opencode-swarm --help` says more" };
    session.output.json({
      type: "result",
      epic_id: null,
      status: "refused",
      tasks: [],
      landed: null,
      error: error_line,
    });
    session.interrupts.release();
    session.output.release();
  }
  return 2;
}

/** Runs one command and gives its exit code. Never throws; what was opened is closed, what was written has left. */
export async function runCommandLine(around: Surroundings): Promise<number> {
  let code = 0;
  const act: Act = async (options, verb) => {
    const debug = options.debug === true;
    const recorder = flightRecorder(around, debug);
    const session = openSession(around, options, recorder);
    try {
      const ended = await carryOut(session, verb);
      code = typeof ended === "number" ? ended : reportUnexpected(session, recorder, debug, ended.thrown);
      await session.output.drained();
    } finally {
      session.interrupts.release();
      session.output.release();
    }
  };
  try {
    await build(around, act).parseAsync([...around.argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return usageCode(around, error);
  }
  return code;
}
