// A name for what a plan says, the same for the same plan however it was written down.
import type { Plan } from "./plan.ts";

/** JSON with sorted keys and without what is undefined. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}

/** `hash` of the plan's canonical text. `$schema` is for editors and does not count. */
export function planHash(plan: Plan, hash: (text: string) => string): string {
  const { $schema: _, ...meaning } = plan;
  return hash(canonical(meaning));
}
