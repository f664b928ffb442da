// Front door: the terminal. Gives the command line the process around it, and ends with its exit code.
import { writeSync } from "node:fs";
import { diagnose, repair } from "./diagnose.ts";
import { openView } from "./compose.ts";
import metadata from "../package.json" with { type: "json" };
import { joinAsCommand } from "./join-swarm.ts";
import type { SignalName, Surroundings } from "./surfaces/cli/program.ts";
import { runCommandLine } from "./surfaces/cli/run-command-line.ts";

const signals: readonly SignalName[] = ["SIGINT", "SIGTERM", "SIGHUP"];

function onSignal(listener: (signal: SignalName) => void): () => void {
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}

// A cursor that was hidden comes back however the process ends.
process.on("exit", () => {
  if (process.stdout.isTTY) writeSync(1, "\u001b[?25h");
});

const around: Surroundings = {
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  program: { version: metadata.version, joinSwarm: joinAsCommand, openView, diagnose, repair },
  onSignal,
  exitNow: (code) => process.exit(code),
  now: () => Date.now(),
};

process.exitCode = await runCommandLine(around);
