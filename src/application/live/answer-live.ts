// A person's answer at a panel: into the turn that waits for it, or, when that turn was parked, as a message of the next one.
import type { TaskCommand } from "../../domain/commands.ts";
import type { EpicState } from "../../domain/epic-state.ts";
import { refusedPlainly } from "../../domain/prompt.ts";
import { isParked } from "../../domain/task-state.ts";
import type { PermissionReply } from "../attention.ts";
import { refused, type Requested } from "../refusal.ts";
import { findEpic, rejected, type VerbParts } from "../verbs/verb-parts.ts";
import type { EpicAttention } from "./epic-attention.ts";

export interface AnswerParts extends Pick<VerbParts, "door"> {
  attention: Pick<EpicAttention, "isAwaited">;
}

export interface AskPlace {
  epicId: string;
  taskId: string;
  request: string;
}

type AnswerCommand = Extract<TaskCommand, { type: "ReplyPermission" | "AnswerQuestion" }>;

const gone = (taskId: string) =>
  refused({
    exit: 2,
    code: "UnknownRequest",
    message: `${taskId} no longer asks that: its turn has gone on or has ended`,
    remedy: "look at what it asks now; if it still needs an answer, it asks again",
  });

/** The record decides between two answers: only one of them is accepted, and it is the one that reaches the worker. */
async function answer(parts: AnswerParts, place: AskPlace, command: AnswerCommand): Promise<Requested<EpicState>> {
  const { door, attention } = parts;
  const { epicId, taskId, request } = place;
  const found = await findEpic(door, epicId);
  if (!found.ok) return found;
  const task = found.value.tasks.get(taskId);
  if (task?.asks.some((ask) => ask.request_id === request) !== true) return gone(taskId);
  if (!isParked(task) && !attention.isAwaited(epicId, taskId, request)) return gone(taskId);
  const done = await door.execute(command, "user");
  return done.ok ? { ok: true, value: done.epic } : rejected(done.rejection);
}

const about = ({ epicId, taskId, request }: AskPlace) =>
  ({ epic_id: epicId, task_id: taskId, attempt: null, request_id: request }) as const;

export function permit(parts: AnswerParts, place: AskPlace, said: PermissionReply): Promise<Requested<EpicState>> {
  const words = said.message?.trim() ?? "";
  const message = said.reply === "reject" && words === "" ? refusedPlainly : said.message;
  return answer(parts, place, { type: "ReplyPermission", ...about(place), reply: said.reply, message });
}

export const reply = (parts: AnswerParts, place: AskPlace, answers: string[][]): Promise<Requested<EpicState>> =>
  answer(parts, place, { type: "AnswerQuestion", ...about(place), answers });
