// Overlaps of works in words, each said once as long as it stays the same.
import type { Overlap } from "../../application/live-swarm.ts";
import { plainLine } from "./plain-text.ts";

const overlapLine = ({ task_id, other_id, files }: Overlap): string => {
  const who = other_id === null ? `${task_id} and what has landed` : `${task_id} and ${other_id}`;
  return plainLine(`! ${who} overlap in ${files.join(", ")}: as they stand, they would conflict`);
};

/** `say` is told of those of one epic that were not told before. */
export function overlapTeller(epicId: string, say: (line: string) => void): (overlaps: readonly Overlap[]) => void {
  let told = new Set<string>();
  return (overlaps) => {
    const now = new Set(overlaps.filter((one) => one.epic_id === epicId).map(overlapLine));
    for (const line of now) if (!told.has(line)) say(line);
    told = now;
  };
}
