// One command that runs: where it runs, how it writes, and what ends it.
import { resolve } from "node:path";
import type { Log } from "../../application/ports/ambient.ts";
import type { FlightRecorder } from "./flight-recorder.ts";
import { listenForInterrupts, type Interrupts } from "./interrupts.ts";
import { openOutput, type Output } from "./output.ts";
import { inColour, withoutColour, type Paint } from "./paint.ts";
import type { Surroundings } from "./program.ts";

/** Options that every verb has. */
export interface CommonOptions {
  dir?: string;
  json?: boolean;
  debug?: boolean;
}

export interface Session {
  readonly around: Surroundings;
  readonly output: Output;
  readonly interrupts: Interrupts;
  readonly log: Log;
  /** Absolute path of the folder that the person means. */
  readonly dir: string;
  /** What the person wrote after --dir; null when the folder is where they are. */
  readonly namedDir: string | null;
  readonly json: boolean;
  readonly paint: Paint;
  /** A terminal that can be redrawn in place. */
  readonly live: boolean;
  /** A person sits at both ends of the terminal and can be asked. */
  readonly attended: boolean;
  /** The epic that the command is about, as soon as it is known: named in the result also when it breaks down. */
  epicId: string | null;
}

/** Whether stdout is a terminal that knows more than lines. */
function drawsOn({ stdout, env }: Surroundings): boolean {
  return stdout.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}

export function openSession(around: Surroundings, options: CommonOptions, recorder: FlightRecorder): Session {
  const output = openOutput(around);
  const json = options.json === true;
  const draws = drawsOn(around) && !json;
  return {
    around,
    output,
    interrupts: listenForInterrupts(around, output.broken),
    log: recorder.log,
    dir: resolve(around.cwd, options.dir ?? "."),
    namedDir: options.dir ?? null,
    json,
    paint: draws ? inColour : withoutColour,
    live: draws,
    attended: !json && around.stdin.isTTY === true && around.stdout.isTTY === true,
    epicId: null,
  };
}
