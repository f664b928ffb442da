// What the verbs about one epic share: find it, act on it, show what became of it.
import type { JoinedSwarm } from "../../../application/joined-swarm.ts";
import type { Requested } from "../../../application/refusal.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import { resultOf } from "../../../domain/result.ts";
import { asMember, type Ended } from "../as-member.ts";
import { findEpic, findTasks } from "../find-epic.ts";
import { nextSteps } from "../next-steps.ts";
import type { Session } from "../session.ts";

/** What a verb did: the exit code and its lines for people. */
export interface Acted {
  exit: number;
  report: readonly string[];
}

/** Gives the exit code. `act` gets the epic as it is before; the result line shows it as it is after. */
export function onEpic(
  session: Session,
  wanted: { epic: string | undefined; tasks: readonly string[]; suits?: (epic: EpicState) => boolean },
  act: (swarm: JoinedSwarm, epic: EpicState) => Promise<Requested<(after: EpicState) => Acted>>,
): Promise<number> {
  return asMember(session, { follows: "tasks-land" }, async (swarm): Promise<Requested<Ended>> => {
    const found = findEpic(await swarm.epics(), wanted.epic, wanted.suits);
    if (!found.ok) return found;
    session.epicId = found.value.id;
    const tasks = findTasks(found.value, wanted.tasks);
    if (!tasks.ok) return tasks;
    const acted = await act(swarm, found.value);
    if (!acted.ok) return acted;
    const after = (await swarm.epic(found.value.id)) ?? found.value;
    return { ok: true, value: { ...acted.value(after), result: resultOf(after) } };
  });
}

/** Lines that name the next command to type. The owner of the swarm goes on by itself. */
export const nextLines = (session: Session, swarm: JoinedSwarm, epic: EpicState): string[] =>
  nextSteps(epic, { dir: session.namedDir })
    .filter((step) => swarm.ownedBy === null || step.why !== "go on")
    .map((step) => `Next: ${session.paint("cyan", step.command)}  (${step.why})`);
