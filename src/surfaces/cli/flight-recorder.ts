// The last words of the machinery: kept in memory, shown with --debug, and written to a file when the program breaks.
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { Log } from "../../application/ports/ambient.ts";
import { plainText } from "./plain-text.ts";
import type { Surroundings } from "./program.ts";

const kept = 200;

export interface FlightRecorder {
  readonly log: Log;
  /** Writes the error and what led to it; gives the file's path, or null when even that fails. */
  dump(error: unknown): string | null;
}

export function flightRecorder(around: Pick<Surroundings, "stderr" | "now">, debug: boolean): FlightRecorder {
  const lines: string[] = [];
  const record = (level: string, message: string, fields: Record<string, unknown> = {}): void => {
    const detail = Object.keys(fields).length === 0 ? "" : ` ${inspect(fields, { depth: 4, breakLength: Infinity })}`;
    const line = plainText(`${new Date(around.now()).toISOString()} ${level} ${message}${detail}`);
    lines.push(line);
    if (lines.length > kept) lines.shift();
    if (debug) around.stderr.write(`${line}\n`);
  };
  return {
    log: {
      debug: (message, fields) => record("debug", message, fields),
      warn: (message, fields) => record("warn", message, fields),
    },
    dump(error) {
      const path = join(tmpdir(), `opencode-swarm-${process.pid}-${around.now()}.log`);
      const text = `${inspect(error, { depth: 4 })}\n\nBefore it:\n${lines.join("\n")}\n`;
      try {
        writeFileSync(path, text, { mode: 0o600, flag: "wx" });
        return path;
      } catch {
        return null;
      }
    },
  };
}
