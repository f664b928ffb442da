// Says why a request was refused: sentences on stderr, and with --json the result line that ends every output.
import type { Refusal } from "../../application/refusal.ts";
import type { EpicResult } from "../../domain/result.ts";
import type { Output } from "./output.ts";
import { plainLine } from "./plain-text.ts";

type ErrorLine = NonNullable<EpicResult["error"]>;

const errorOf = ({ code, message, remedy, task, field }: Refusal): ErrorLine => ({
  code,
  message,
  ...(task === undefined ? {} : { task }),
  ...(field === undefined ? {} : { field }),
  remedy,
});

/** One sentence with its place and its remedy. */
export function refusalLine({ message, remedy, task, field }: ErrorLine): string {
  const place = [task === undefined ? null : `task ${task}`, field ?? null].filter((part) => part !== null);
  const where = place.length === 0 ? "" : ` (${place.join(", ")})`;
  // The place goes before the full stop; two dots at the end are a path's.
  const [, sentence = message, end = "."] = /^(.*[^.!?])([.!?])$/s.exec(message.trim()) ?? [];
  return plainLine(`${sentence}${where}${end} ${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}`);
}

/** Gives the exit code. `errors` in JSON has them all, `error` the first. */
export function reportRefusals(
  to: { output: Output; json: boolean; epicId: string | null },
  refusals: readonly Refusal[],
): number {
  const [first] = refusals;
  if (first === undefined) return 1;
  for (const refusal of refusals) to.output.note(`opencode-swarm: ${refusalLine(refusal)}`);
  if (to.json) {
    const result: EpicResult = {
      type: "result",
      epic_id: to.epicId,
      status: "refused",
      tasks: [],
      landed: null,
      error: errorOf(first),
    };
    to.output.json(refusals.length === 1 ? result : { ...result, errors: refusals.map(errorOf) });
  }
  return first.exit;
}
