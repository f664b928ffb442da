// The two streams that a command writes to. A reader that goes away (`| head`) ends the command quietly.
import { jsonLine } from "./plain-text.ts";
import type { Surroundings } from "./program.ts";

export interface Output {
  /** A line for people, on stdout. */
  line(text: string): void;
  /** Characters as they are, on stdout. */
  raw(text: string): void;
  /** One JSON value on a line of its own, on stdout. */
  json(value: unknown): void;
  /** A line beside the result, on stderr. */
  note(text: string): void;
  /** Resolves when what was written has been taken, or nobody reads any more. */
  drained(): Promise<void>;
  /** Aborted when nobody reads stdout any more. */
  readonly broken: AbortSignal;
  /** Terminal columns, or 100 where there is no terminal. */
  readonly columns: number;
  /** Columns of a table: without a terminal nothing of it is cut. */
  readonly tableColumns: number;
  readonly rows: number;
  /** Gives the streams back. */
  release(): void;
}

export function openOutput({ stdout, stderr }: Pick<Surroundings, "stdout" | "stderr">): Output {
  const gone = new AbortController();
  const waiting = new Set<() => void>();
  let full = false;
  const goOn = (): void => {
    full = false;
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  const onError = (): void => {
    gone.abort();
    goOn();
  };
  // A closed terminal or pipe on stderr is no reason to end; its words have nowhere to go.
  const ignore = (): void => undefined;
  stdout.on("drain", goOn);
  stdout.on("close", onError);
  stdout.on("error", onError);
  stderr.on("error", ignore);
  const raw = (text: string): void => {
    if (gone.signal.aborted) return;
    if (!stdout.write(text)) full = true;
  };
  return {
    raw,
    line: (text) => raw(`${text}\n`),
    json: (value) => raw(`${jsonLine(value)}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    drained: () =>
      full && !gone.signal.aborted
        ? new Promise<void>((resolve) => {
            waiting.add(resolve);
          })
        : Promise.resolve(),
    broken: gone.signal,
    get columns() {
      return Math.max(20, stdout.columns ?? 100);
    },
    get tableColumns() {
      return stdout.isTTY === true ? Math.max(20, stdout.columns ?? 100) : Number.POSITIVE_INFINITY;
    },
    get rows() {
      return Math.max(4, stdout.rows ?? 24);
    },
    release() {
      stdout.off("drain", goOn);
      stdout.off("close", onError);
      // The error listeners stay: an EPIPE that arrives after the last write must not end the process loudly.
    },
  };
}
