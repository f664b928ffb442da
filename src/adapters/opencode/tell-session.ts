// Puts a message into a session without beginning a turn; one that runs there reads it at its next step.
import { randomBytes } from "node:crypto";
import type { Agents } from "../../application/ports/agents.ts";
import { messageIdFor } from "./message-id.ts";
import type { ServerClient } from "./server-client.ts";

export async function tellSession(client: ServerClient, request: Parameters<Agents["tell"]>[0]): Promise<void> {
  const { session_id: sessionID, directory, text, agent, model } = request;
  const messageID = messageIdFor(Date.now(), randomBytes(16));
  await client.prompt({ sessionID, directory, messageID, text, agent, model, noReply: true });
}
