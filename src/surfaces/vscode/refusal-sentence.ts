// A refusal as sentences for a person: what stands in the way, and what to do about it.
import type { Refusal } from "../../application/refusal.ts";
import { inertLine } from "./plain-line.ts";

/** Refusals are written as parts of a sentence; a message box wants whole ones. */
function sentence(text: string): string {
  const said = inertLine(text);
  if (said === "") return "";
  const whole = said.charAt(0).toLocaleUpperCase() + said.slice(1);
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}

export const refusalSentence = (refusals: readonly Refusal[]): string =>
  refusals
    .flatMap(({ message, remedy }) => [sentence(message), sentence(remedy)])
    .filter((said) => said !== "")
    .join(" ");
