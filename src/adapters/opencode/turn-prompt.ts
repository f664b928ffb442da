// Hands the prompt to OpenCode, and makes sure whether it was taken.
import { AgentsError, type TurnRequest } from "../../application/ports/agents.ts";
import type { ServerClient } from "./server-client.ts";
import { failed, type Outcome } from "./turn-outcome.ts";

/** Null when the prompt was taken, else how the turn ended before it began. */
export async function sendPrompt(
  client: ServerClient,
  request: TurnRequest & { text: string },
): Promise<Outcome | null> {
  const { session_id: sessionID, directory, message_id: messageID, text, agent, model } = request;
  try {
    await client.prompt({ sessionID, directory, messageID, text, agent, model });
    return null;
  } catch (error) {
    // The answer may have been lost after the prompt was taken: then it runs, and must not count as refused.
    const taken = await client.hasMessage(sessionID, directory, messageID).catch(() => false);
    return taken ? null : outcomeOfError(error);
  }
}

/** What a breakdown of the server means for the turn that met it. */
export function outcomeOfError(error: unknown): Outcome {
  if (!(error instanceof AgentsError)) return failed("opencode_error", String(error));
  if (error.reason === "session-lost") return failed("session_lost", error.message);
  return failed(error.reason === "server-lost" ? "server_lost" : "opencode_error", error.message);
}
