// Where a turn stands, asked over HTTP: the event stream has no memory, so what it says is never the last word.
import type { ServerClient } from "./server-client.ts";
import { serverErrorSchema, type ServerError } from "./translate-event.ts";

export type TurnTruth =
  | { kind: "running" }
  | { kind: "retrying"; attempt: number; message: string; next_at: number | null }
  /** Not busy, and the prompt has no answer (yet). */
  | { kind: "unanswered" }
  /** Not busy, and the last answer is `finish`ed, failed, or was broken off (both null). */
  | { kind: "over"; finish: string | null; error: ServerError | null };

const newest = 4;

/** Reads the state of the turn that the message `after` began. Throws AgentsError. */
export async function readTurn(
  client: ServerClient,
  turn: { session_id: string; directory: string; message_id: string },
): Promise<TurnTruth> {
  const before = await busyState(client, turn);
  if (before !== null) return before;
  const answers = await client.answers(turn.session_id, turn.directory, newest);
  // A turn may have begun between the two questions: only a second "not busy" makes the answer final.
  const since = await busyState(client, turn);
  if (since !== null) return since;
  const last = answers.filter(({ info }) => info.id > turn.message_id).at(-1)?.info;
  if (last === undefined) return { kind: "unanswered" };
  return { kind: "over", finish: last.finish ?? null, error: serverErrorSchema.safeParse(last.error).data ?? null };
}

async function busyState(
  client: ServerClient,
  turn: { session_id: string; directory: string },
): Promise<TurnTruth | null> {
  const status = await client.status(turn.session_id, turn.directory);
  if (status.type === "idle") return null;
  if (status.type === "busy") return { kind: "running" };
  return { kind: "retrying", attempt: status.attempt, message: status.message, next_at: status.next };
}
