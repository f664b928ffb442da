// From what a person wrote to one model of a connected provider.
import { AgentsError } from "../../application/ports/agents.ts";
import type { ModelOffer } from "./server-client.ts";

const named = (offer: ModelOffer) => `${offer.provider}/${offer.model}`;

/** Full `provider/model`. Throws `unknown-model`, with the candidates in words and in `details.candidates`. */
export function resolveModel(wish: string, offers: readonly ModelOffer[]): string {
  const exact = offers.find((offer) => named(offer) === wish);
  if (exact) return named(exact);
  const sameName = offers.filter((offer) => offer.model === wish).map(named);
  const [only, ...others] = sameName;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    const sentence = `The model ${wish} is offered by several providers: ${sameName.join(", ")}. Name one of them.`;
    throw new AgentsError("unknown-model", sentence, { candidates: sameName });
  }
  const candidates = nearest(wish, offers.map(named));
  const sentence = `No connected provider offers the model ${wish}. Connected are for example: ${candidates.join(", ")}.`;
  throw new AgentsError("unknown-model", sentence, { candidates });
}

const mostCandidates = 8;

/** Names that share the most pairs of letters with the wish. */
function nearest(wish: string, names: readonly string[]): string[] {
  const pairs = pairsOf(wish);
  const score = (name: string) => [...pairsOf(name)].filter((pair) => pairs.has(pair)).length;
  return names.toSorted((left, right) => score(right) - score(left)).slice(0, mostCandidates);
}

function pairsOf(text: string): Set<string> {
  const lower = text.toLowerCase();
  return new Set(Array.from({ length: Math.max(0, lower.length - 1) }, (_none, at) => lower.slice(at, at + 2)));
}
