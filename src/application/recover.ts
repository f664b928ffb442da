// What a new owner does first: half-done landings are finished or taken back, and workers that died with their server are
// said to be interrupted. Nothing that spends starts here.
import type { EpicState } from "../domain/epic-state.ts";
import type { EventData } from "../domain/events.ts";
import { pinRoot } from "../domain/ids.ts";
import { fateOf, missingOf, type GroundFound } from "../domain/worker-fate.ts";
import { occupiesSlot } from "../domain/task-state.ts";
import type { Door } from "./execute.ts";
import type { EventReader } from "./ports/event-store.ts";
import type { Repository } from "./ports/repository.ts";
import { settleLandings } from "./reactors/settle-landings.ts";

export interface RecoverParts {
  door: Door;
  store: EventReader;
  repository: Repository;
  /** The server that the last owner left is there, and its turns go on. */
  serverLives: boolean;
}

async function settleMove(parts: RecoverParts, epic: EpicState): Promise<void> {
  const { move } = epic;
  if (move === null) return;
  const settled = await parts.repository.settleMove({ branch: move.branch, old: move.old, new: move.new });
  const landing = move.purpose === "land";
  const about = { epic_id: epic.id };
  if (settled === "finished") {
    const setAside = move.aside !== undefined && (await parts.repository.resolve(move.aside)) !== null;
    const landed = { type: "RecordEpicLanded", ...about, ...(setAside ? { left: [] } : {}) } as const;
    await parts.door.execute(landing ? landed : { type: "RecordUndone", ...about }, "system");
    return;
  }
  const reason = "the process ended in the middle of it; nothing was changed";
  await parts.door.execute({ type: landing ? "AbandonEpicLanding" : "AbandonUndo", ...about, reason }, "system");
}

/** Approved work was landing, or about to, and no person stopped it. */
const queueGoesOn = (epic: EpicState): boolean =>
  epic.interrupted !== "signal" &&
  [...epic.tasks.values()].some(({ status }) => status === "approved" || status === "landing");

async function interruptWorkers(parts: RecoverParts, epic: EpicState): Promise<void> {
  const running = [...epic.tasks.values()].filter(occupiesSlot);
  const queue = queueGoesOn(epic);
  for (const task of running) {
    const about = { epic_id: epic.id, task_id: task.id, attempt: null };
    const reason = "the process that ran it ended without a word";
    await parts.door.execute({ type: "InterruptTask", ...about, reason }, "system");
  }
  // What the queue sends back would start a worker.
  if (running.length > 0 || (queue && epic.interrupted === null))
    await parts.door.execute({ type: "InterruptEpic", epic_id: epic.id, reason: "crash" }, "system");
}

/** Statuses in which a worker may be at work. */
const busy = "('starting', 'working', 'needs_permission', 'needs_answer', 'retrying', 'stalled')";

/** Whether any worker holds a slot. */
export async function isAtWork({ door, store }: Pick<RecoverParts, "door" | "store">): Promise<boolean> {
  const found = await store.query(`SELECT DISTINCT epic_id FROM tasks WHERE status IN ${busy}`);
  for (const [id] of found.rows) {
    const epic = await door.epic(String(id));
    if (epic !== null && [...epic.tasks.values()].some(occupiesSlot)) return true;
  }
  return false;
}

async function ground(repository: Repository): Promise<GroundFound> {
  const [worktrees, refs] = await Promise.all([
    repository.worktrees(),
    repository.refsBelow(["refs/heads/swarm/", `${pinRoot}/`]),
  ]);
  const standing = await Promise.all(
    worktrees.map(async ({ path }) => {
      const state = await repository.worktreeState(path);
      return state === "ok" || state === "unfit" ? [path] : [];
    }),
  );
  return { worktrees: new Set(standing.flat()), refs: new Set(refs) };
}

/** Compares the record with git and the disk, and stores what was found if it is not what was found the last time. */
async function report({ door, store, repository }: RecoverParts): Promise<void> {
  const open = await store.query("SELECT DISTINCT epic_id FROM tasks WHERE status NOT IN ('landed', 'discarded')");
  if (open.rows.length === 0) return;
  const found = await ground(repository);
  const data: EventData["swarm_recovered"] = { live: [], resumable: [], lost: [], done: 0, differences: [] };
  for (const [id] of open.rows) {
    const epic = await door.epic(String(id));
    for (const task of epic?.tasks.values() ?? []) {
      const name = `${String(id)}/${task.id}`;
      const fate = fateOf(task, found);
      if (fate === "done") data.done += 1;
      else if (fate !== null) data[fate].push(name);
      if (fate !== null) data.differences.push(...missingOf(task, found).map((missing) => ({ task: name, missing })));
    }
  }
  const nothing = data.live.length + data.resumable.length + data.lost.length + data.differences.length === 0;
  const last = await store.query("SELECT data FROM events WHERE type = 'swarm_recovered' ORDER BY seq DESC LIMIT 1");
  const known = String(last.rows[0]?.[0] ?? "null");
  if (!nothing && JSON.stringify(data) !== JSON.stringify(JSON.parse(known)))
    await door.note({ type: "swarm_recovered", data });
}

/** Settles every epic that the last owner left in the middle of something. Gives those in which something is still under way. */
export async function recover(parts: RecoverParts): Promise<string[]> {
  const underWay: string[] = [];
  const unsettled = await parts.store.query(
    `SELECT epic_id FROM epics WHERE moving = 1
     UNION SELECT epic_id FROM tasks WHERE status IN ('landing', 'approved') OR status IN ${busy}`,
  );
  for (const [id] of unsettled.rows) {
    const epic = await parts.door.epic(String(id));
    if (epic === null) continue;
    await settleMove(parts, epic);
    await settleLandings(parts, epic);
    if (!parts.serverLives) await interruptWorkers(parts, epic);
    const goesOn = parts.serverLives && [...epic.tasks.values()].some(occupiesSlot);
    if (goesOn || queueGoesOn(epic)) underWay.push(epic.id);
  }
  await report(parts);
  return underWay;
}
