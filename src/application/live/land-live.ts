// Lands and takes back while other epics work: never beside a worker or another landing of the same epic.
import type { EpicState } from "../../domain/epic-state.ts";
import { occupiesSlot } from "../../domain/task-state.ts";
import type { LandingWish } from "../reactors/land-epic.ts";
import { refused, type Requested } from "../refusal.ts";
import { undoLanding, type Undone } from "../undo-landing.ts";
import { land, notReady, refusedAsStopped } from "../verbs/land.ts";
import { findEpic, type VerbParts } from "../verbs/verb-parts.ts";
import type { EpicDrives } from "./epic-drives.ts";
import type { RunningEpics } from "./running-epics.ts";
import type { TrackedWorkers } from "./track-workers.ts";

export interface LandLiveParts extends VerbParts {
  drives: EpicDrives;
  workers: TrackedWorkers;
  running: RunningEpics;
}

const onItsWay = new Set(["landed", "discarded", "approved", "landing"]);

/** Why it would have to wait for something that does not end by itself soon, or null. */
function notRestful(epic: EpicState, workers: TrackedWorkers): Requested<never> | null {
  const tasks = [...epic.tasks.values()];
  const working = tasks.filter((task) => occupiesSlot(task) && workers.runs(epic.id, task.id));
  if (working.length > 0) {
    const names = working.map((task) => task.id).join(", ");
    const message = `workers of ${epic.id} still run: ${names}`;
    return refused({ exit: 1, code: "workers-running", message, remedy: "wait until they are done, or stop them" });
  }
  return tasks.every((task) => onItsWay.has(task.status)) ? null : notReady(epic);
}

/** Checks of approved work may run before its turn comes: who gives up until then need not wait for them. */
async function unlessGivenUp(
  signal: AbortSignal,
  queued: (begin: () => void) => Promise<Requested<EpicState>>,
): Promise<Requested<EpicState>> {
  let stop: () => void = () => undefined;
  const givenUp = new Promise<Requested<EpicState>>((resolve) => {
    stop = () => resolve(refusedAsStopped);
  });
  if (signal.aborted) return refusedAsStopped;
  signal.addEventListener("abort", stop);
  const forget = (): void => signal.removeEventListener("abort", stop);
  try {
    return await Promise.race([queued(forget), givenUp]);
  } finally {
    forget();
  }
}

export async function landLive(
  parts: LandLiveParts,
  epicId: string,
  wish: LandingWish & { signal: AbortSignal },
): Promise<Requested<EpicState>> {
  const found = await findEpic(parts.door, epicId);
  if (!found.ok) return found;
  const refusal = notRestful(found.value, parts.workers);
  if (refusal !== null) return refusal;
  const { drives, running } = parts;
  return running.during(epicId, () =>
    unlessGivenUp(wish.signal, (begin) =>
      drives.alone(epicId, () => {
        begin();
        return land(parts, epicId, wish);
      }),
    ),
  );
}

export async function undoLive(parts: LandLiveParts, epicId: string): Promise<Requested<Undone>> {
  const { door, drives, running } = parts;
  const epic = await door.epic(epicId);
  // What has not landed is refused at once, and not behind its workers.
  if (epic === null || epic.landed === null) return undoLanding(parts, epicId);
  return running.during(epicId, () => drives.alone(epicId, () => undoLanding(parts, epicId)));
}
