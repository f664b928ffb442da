// Verb `approve`: finished work is taken into the epic's integration branch.
import { refused, type Refusal } from "../../../application/refusal.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import { resultReport } from "../result-report.ts";
import type { Session } from "../session.ts";
import { onEpic } from "./on-epic.ts";

const readyIn = (epic: EpicState): string[] =>
  [...epic.tasks.values()].filter((task) => task.status === "ready").map((task) => task.id);

function nothingChosen(epic: EpicState): Refusal {
  const ready = readyIn(epic);
  if (ready.length === 0) {
    const remedy = "`opencode-swarm status` shows what each task waits for";
    return { exit: 1, code: "nothing-ready", message: `no task of ${epic.id} waits for approval`, remedy };
  }
  const remedy = `name tasks, or --all for ${ready.join(", ")}`;
  return { exit: 2, code: "no-task-named", message: "no task is named", remedy };
}

export function approve(
  session: Session,
  request: { epic: string; tasks: readonly string[]; all: boolean },
): Promise<number> {
  return onEpic(session, request, async (swarm, epic) => {
    const chosen = request.all ? readyIn(epic) : request.tasks;
    if (chosen.length === 0) return refused(nothingChosen(epic));
    const done = await swarm.approve(epic.id, chosen);
    if (!done.ok) return done;
    return {
      ok: true,
      value: (after) => {
        const stuck = chosen.some((id) => ["conflict", "failed"].includes(after.tasks.get(id)?.status ?? ""));
        return { exit: stuck ? 1 : 0, report: resultReport(after, session) };
      },
    };
  });
}
