// A plan of one task from a sentence.
import type { Plan } from "../../../domain/plan.ts";
import { clipped, plainLine } from "../plain-line.ts";

const titleLength = 72;
const idLength = 40;

/** Words that say little of what a task is about stay out of its id. */
const fillers = new Set(["a", "an", "and", "the", "to", "of", "in", "for", "that", "with", "please", "it", "is", "on"]);

/** As `add-input-validation`; `task` where the text has no letters or digits that an id may have. */
export function idFrom(text: string): string {
  const plain = text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
  const words = plain.split(/[^a-z0-9]+/).filter((word) => word !== "" && !fillers.has(word));
  const id = words.reduce((so, word) => {
    const longer = so === "" ? word : `${so}-${word}`;
    return longer.length <= 24 ? longer : so;
  }, "");
  return (id === "" ? (words[0] ?? "task") : id).slice(0, idLength).replace(/-+$/, "");
}

/** The first sentence, or as much of it as a row shows. */
function titleFrom(text: string): string {
  const [first = ""] = text.trim().split(/\n|(?<=[.!?])\s/);
  const title = clipped(plainLine(first).replace(/\.$/, ""), titleLength);
  // Invisible characters alone are no title.
  return title === "" ? "Task" : title;
}

/** `text` is not blank. `base`: branch, tag or commit; null: what is checked out. */
export function oneTaskPlan(text: string, base: string | null): Plan {
  const title = titleFrom(text);
  const task = {
    id: idFrom(title),
    title,
    description: text.trim(),
    files: [],
    readonly: [],
    after: [],
    success: [],
    checks: [],
  };
  return { title, context: "", tasks: [task], checks: [], ...(base === null ? {} : { base }) };
}
