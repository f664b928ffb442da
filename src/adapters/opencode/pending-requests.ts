// Permissions and questions that a session waits for, asked over HTTP: their events may have been missed.
import type { ServerClient } from "./server-client.ts";
import { permissionSchema, questionItems, questionSchema, type SessionEvent } from "./translate-event.ts";

/** What is open for the session, as the events would have said it. Throws AgentsError. */
export async function readPending(
  client: ServerClient,
  session: { session_id: string; directory: string },
): Promise<Extract<SessionEvent, { kind: "permission" | "question" }>[]> {
  const { session_id, directory } = session;
  const [permissions, questions] = await Promise.all([
    client.pendingPermissions(directory),
    client.pendingQuestions(directory),
  ]);
  const about = { session_id, directory };
  const mine = (request: { sessionID: string }) => request.sessionID === session_id;
  return [
    ...permissions.filter(mine).flatMap((raw) => {
      const asked = permissionSchema.safeParse(raw).data;
      if (!asked) return [];
      const { id: request_id, permission, patterns } = asked;
      return [{ ...about, kind: "permission" as const, request_id, permission, patterns }];
    }),
    ...questions.filter(mine).flatMap((raw) => {
      const asked = questionSchema.safeParse(raw).data;
      return asked
        ? [{ ...about, kind: "question" as const, request_id: asked.id, questions: questionItems(asked) }]
        : [];
    }),
  ];
}
