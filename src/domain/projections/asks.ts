// Table `asks`: what workers asked of a person, and the answers.
import type { ProjectionTable } from "./table.ts";

export const asksTable: ProjectionTable = {
  name: "asks",
  version: 1,
  key: { epic_id: "TEXT", task_id: "TEXT", request_id: "TEXT" },
  columns: { kind: "TEXT", text: "TEXT", asked_at: "TEXT", answer: "TEXT", answered_by: "TEXT", answered_at: "TEXT" },
  project(event) {
    const { epic_id, task_id } = event;
    if (epic_id === null || task_id === null) return [];
    const asked = (kind: string, text: string) => ({ kind, text, asked_at: event.ts });
    const answered = (answer: string) => ({ answer, answered_by: event.actor, answered_at: event.ts });
    switch (event.type) {
      case "permission_asked": {
        const { request_id, permission, patterns } = event.data;
        return [
          { key: { epic_id, task_id, request_id }, set: asked("permission", [permission, ...patterns].join(" ")) },
        ];
      }
      case "question_asked": {
        const { request_id, questions } = event.data;
        const text = questions.map((one) => one.question).join(" / ");
        return [{ key: { epic_id, task_id, request_id }, set: asked("question", text) }];
      }
      case "permission_replied":
        return [{ key: { epic_id, task_id, request_id: event.data.request_id }, set: answered(event.data.reply) }];
      case "question_answered": {
        const answers = event.data.answers.map((one) => one.join(", ")).join(" / ");
        return [{ key: { epic_id, task_id, request_id: event.data.request_id }, set: answered(answers) }];
      }
      default:
        return [];
    }
  },
};
