// What a session has used so far, and the last words of its worker.
import type { Tokens } from "../../domain/events.ts";
import { plainText } from "./plain-text.ts";
import type { ModelOffer, Part, ServerClient } from "./server-client.ts";

export interface TurnUsage {
  tokens: Tokens | null;
  /** USD; null when unknown, also when the model has no price. */
  cost: number | null;
  last_message: string | null;
}

export const unknownUsage: TurnUsage = { tokens: null, cost: null, last_message: null };

const newest = 20;
const longest = 20_000;

/** Totals of the session, which OpenCode keeps over all its turns; the words are of the turn that `message_id` began. */
export async function readUsage(
  client: ServerClient,
  turn: { session_id: string; directory: string; message_id: string },
  offers: readonly ModelOffer[],
): Promise<TurnUsage> {
  const [session, all] = await Promise.all([
    client.session(turn.session_id),
    client.answers(turn.session_id, turn.directory, newest),
  ]);
  const answers = all.filter(({ info }) => info.id > turn.message_id);
  const counted = session.tokens;
  const tokens: Tokens | null =
    counted === null || counted.input + counted.output + counted.cache.read === 0
      ? null
      : {
          input: counted.input,
          output: counted.output,
          reasoning: counted.reasoning,
          cache_read: counted.cache.read,
          cache_write: counted.cache.write,
        };
  const used = answers.at(-1)?.info;
  const priced = offers.some(
    (offer) => offer.provider === used?.providerID && offer.model === used.modelID && offer.priced,
  );
  return { tokens, cost: priced && tokens !== null ? session.cost : null, last_message: lastWords(answers) };
}

function lastWords(answers: readonly { parts: readonly Part[] }[]): string | null {
  const texts = answers.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.type === "text" && part.text.trim() !== "" ? [part.text] : [])),
  );
  const last = texts.at(-1);
  return last === undefined ? null : plainText(last, longest);
}
