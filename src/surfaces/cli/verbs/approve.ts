// Verb `approve`: finished work is taken into the epic's integration branch.
import { refused, type Refusal } from "../../../application/refusal.ts";
import type { JoinedSwarm } from "../../../application/joined-swarm.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import { resultReport } from "../result-report.ts";
import type { Session } from "../session.ts";
import { untilEpic } from "../until-epic.ts";
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

/** What is approved lands behind the person's word. Throws what kept it from that. */
export async function landedOrStuck(
  { interrupts }: Session,
  swarm: JoinedSwarm,
  epicId: string,
  taskIds: readonly string[],
): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, interrupts.signal]);
  const onItsWay = (epic: EpicState): boolean =>
    taskIds.some((id) => ["approved", "landing"].includes(epic.tasks.get(id)?.status ?? ""));
  const settled = untilEpic(swarm, epicId, (epic) => !onItsWay(epic), signal);
  // Whoever owns the swarm may have other work of the epic to do: that is not waited for.
  await Promise.race([settled, swarm.rest(epicId)]).finally(() => over.abort());
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
    await landedOrStuck(session, swarm, epic.id, chosen);
    return {
      ok: true,
      value: (after) => {
        const stuck = chosen.some((id) => {
          const task = after.tasks.get(id);
          return task !== undefined && (["conflict", "failed"].includes(task.status) || task.setback !== null);
        });
        return { exit: stuck ? 1 : 0, report: resultReport(after, session) };
      },
    };
  });
}
