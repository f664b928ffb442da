// Puts what the workers of an epic ask before the person at the terminal, and brings the answers to the swarm.
import type { Attention } from "../../application/attention.ts";
import type { LiveSwarm } from "../../application/live-swarm.ts";
import type { EpicState } from "../../domain/epic-state.ts";
import { isParked, type Ask, type TaskState } from "../../domain/task-state.ts";

export interface AnswerWorkers {
  /** The epic has changed: what is asked now is put, what is answered elsewhere is taken back. */
  look(epic: EpicState | null): void;
}

export interface AnswerParts {
  person: Attention;
  swarm(): Pick<LiveSwarm, "permit" | "reply">;
  /** Nobody can answer here any more. */
  onGone(): void;
  onTrouble(error: unknown): void;
}

/** Asks of turns that wait; of a parked one the answer comes later, by a verb. */
const waiting = (epic: EpicState): { task: TaskState; ask: Ask }[] =>
  [...epic.tasks.values()].filter((task) => !isParked(task)).flatMap((task) => task.asks.map((ask) => ({ task, ask })));

export function answerWorkers({ person, swarm, onGone, onTrouble }: AnswerParts): AnswerWorkers {
  const put = new Map<string, AbortController>();

  async function ask(epicId: string, task: TaskState, one: Ask, over: AbortSignal): Promise<void> {
    const about = { epic_id: epicId, task_id: task.id, attempt: task.attempt };
    if (one.kind === "permission") {
      const said = await person.permission(about, one, over);
      if (over.aborted) return;
      if (said === "park" || "recorded" in said) return onGone();
      await swarm().permit(epicId, task.id, one.request_id, said);
      return;
    }
    const said = await person.question(about, one, over);
    if (over.aborted) return;
    if (said === "park" || "recorded" in said) return onGone();
    // A refusal says that somebody else was faster.
    await swarm().reply(epicId, task.id, one.request_id, said);
  }

  return {
    look(epic) {
      if (epic === null) return;
      const now = new Map(waiting(epic).map((each) => [`${each.task.id}/${each.ask.request_id}`, each]));
      for (const [key, over] of put) {
        if (now.has(key)) continue;
        put.delete(key);
        over.abort();
      }
      for (const [key, { task, ask: one }] of now) {
        if (put.has(key)) continue;
        const over = new AbortController();
        put.set(key, over);
        ask(epic.id, task, one, over.signal).catch(onTrouble);
      }
    },
  };
}
