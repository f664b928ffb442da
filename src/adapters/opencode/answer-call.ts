// Answers the calls of the workers' tools: each goes to the turn that its session is in.
import { setTimeout as wait } from "node:timers/promises";
import type { Log } from "../../application/ports/ambient.ts";
import type { AnswerCall } from "./gateway.ts";
import type { Turn } from "./turn-parts.ts";
import { readWorkerCall } from "./worker-call.ts";

type Turns = ReadonlyMap<string, { turn: Turn; taskId: string }>;

const lookEveryMs = 20;

/** A turn that an earlier owner began is known a moment after its worker can call. */
async function turnOf(turns: Turns, sessionId: string, patienceMs: number) {
  for (const end = Date.now() + patienceMs; Date.now() < end; await wait(lookEveryMs)) if (turns.has(sessionId)) break;
  return turns.get(sessionId);
}

/** `turns`: those that run now, by session. `patienceMs`: how long a session may take to be among them. */
export const answerFrom =
  (turns: Turns, patienceMs: number, log: Log): AnswerCall =>
  async (name, sessionId, args) => {
    const running = await turnOf(turns, sessionId, patienceMs);
    if (running === undefined)
      return { refused: "Nothing was recorded: the swarm does not know this session as a running worker." };
    const read = readWorkerCall(name, args, running.taskId);
    if ("refused" in read) return read;
    try {
      const refused = await running.turn.call(read.call);
      return refused === undefined ? { accepted: "Recorded." } : { refused };
    } catch (error) {
      log.warn("a worker's call could not be recorded", { session: sessionId, error: String(error) });
      return { refused: "It could not be recorded right now. Call the tool again in a moment." };
    }
  };
