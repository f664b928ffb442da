// Which epic a person means: its id, the beginning of it, or `-` for the only one that is open.
import { refused, type Requested } from "../../application/refusal.ts";
import type { EpicState } from "../../domain/epic-state.ts";
import { isClosed } from "../../domain/epic-status.ts";
import { nearest } from "../../domain/nearest.ts";
import { plainLine } from "./plain-text.ts";

const lister = "`opencode-swarm status` lists them";
const list = (epics: readonly EpicState[]): string => epics.map((epic) => epic.id).join(", ");

function onlySuitable(epics: readonly EpicState[], suits: (epic: EpicState) => boolean): Requested<EpicState> {
  const suitable = epics.filter(suits);
  const candidates = suitable.length === 0 ? epics : suitable;
  const [only, ...more] = candidates;
  if (only === undefined) {
    return refused({
      exit: 2,
      code: "UnknownEpic",
      message: "there is no epic yet",
      remedy: "start one: `opencode-swarm run <plan>`",
    });
  }
  if (more.length === 0) return { ok: true, value: only };
  const message = `more than one epic is meant: ${list(candidates)}`;
  return refused({ exit: 2, code: "ambiguous-epic", message, remedy: "name one of them" });
}

/** An epic that is not closed: what most verbs are about. */
export const isOpen = (epic: EpicState): boolean => !isClosed(epic);

/** `wanted` undefined or `-`: the only epic that suits the verb, or the only one there is. */
export function findEpic(
  epics: readonly EpicState[],
  wanted: string | undefined,
  suits: (epic: EpicState) => boolean = isOpen,
): Requested<EpicState> {
  if (wanted === undefined || wanted === "-") return onlySuitable(epics, suits);
  const exact = epics.find((epic) => epic.id === wanted);
  if (exact !== undefined) return { ok: true, value: exact };
  const begin = epics.filter((epic) => wanted !== "" && epic.id.startsWith(wanted));
  const [only, ...more] = begin;
  if (only !== undefined && more.length === 0) return { ok: true, value: only };
  if (only !== undefined) {
    const message = `${plainLine(wanted)} can mean ${list(begin)}`;
    return refused({ exit: 2, code: "ambiguous-epic", message, remedy: "write more of its name" });
  }
  const guess = nearest(
    wanted,
    epics.map((epic) => epic.id),
  );
  const remedy = guess === null ? lister : `did you mean ${guess}? ${lister}`;
  return refused({ exit: 2, code: "UnknownEpic", message: `there is no epic ${plainLine(wanted)}`, remedy });
}

/** The tasks by these ids; the first that the epic does not have is refused. */
export function findTasks(epic: EpicState, ids: readonly string[]): Requested<string[]> {
  for (const id of ids) {
    if (epic.tasks.has(id)) continue;
    const guess = nearest(id, epic.tasks.keys());
    const known = [...epic.tasks.keys()].join(", ");
    const remedy = guess === null ? `its tasks are ${known}` : `did you mean ${guess}?`;
    return refused({
      exit: 2,
      code: "UnknownTask",
      message: `${epic.id} has no task ${plainLine(id)}`,
      remedy,
      task: id,
    });
  }
  return { ok: true, value: [...ids] };
}
