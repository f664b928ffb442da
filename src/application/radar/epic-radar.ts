// What is known of the works of one epic, and a round that looks again at what has changed and at nothing else.
import type { EpicState } from "../../domain/epic-state.ts";
import { mayConflict, pairsToProbe, type PathChange } from "../../domain/overlap.ts";
import type { Repository } from "../ports/repository.ts";
import { standingWorks, type StandingWork } from "./standing-work.ts";

export type RadarGit = Pick<Repository, "snapshotOf" | "pathChanges" | "merge">;

interface Look {
  base: string;
  commit: string;
  tree: string | null;
  changes: PathChange[];
}

/** Works of two tasks that would conflict; `other_id` null: of one task and what is in the integration branch. */
export interface Meeting {
  task_id: string;
  other_id: string | null;
  /** Paths in which they conflict, sorted. */
  files: string[];
}

export interface EpicRadar {
  /**
   * Looks at the tasks that are named, and at works that were pinned. `waiting`: those that are to be named again, as there
   * was no need to look at them yet, or it failed.
   */
  round(epic: EpicState, due: ReadonlySet<string>): Promise<{ waiting: string[]; failed: boolean }>;
  meetings(): Meeting[];
}

/** Changes when a round may have something to do although no worker changed a file. */
export function standOf(epic: EpicState): string {
  const works = standingWorks(epic).map(({ task_id, commit }) => `${task_id} ${commit ?? "at work"}`);
  return [epic.integration?.tip ?? "", ...works].join("\n");
}

/** With nobody else at work, and nothing landed since it began, no work can be in another's way. */
const isAlone = (works: readonly StandingWork[], tip: string | null): boolean =>
  works.length === 0 || (works.length === 1 && (tip === null || works[0]?.base === tip));

export function epicRadar(git: RadarGit, onFailure: (taskId: string, error: unknown) => void): EpicRadar {
  const looks = new Map<string, Look>();
  const met = new Map<string, Meeting>();
  let lastTip: string | null = null;

  /** Null: it is as it was. */
  async function look(work: StandingWork, isDue: boolean): Promise<Look | null> {
    const last = looks.get(work.task_id);
    if (work.commit === null && !isDue) return null;
    if (work.commit !== null && last?.commit === work.commit && last.base === work.base) return null;
    const { commit, tree } = work.commit === null ? await git.snapshotOf(work) : { commit: work.commit, tree: null };
    if (tree !== null && last?.tree === tree && last.base === work.base) return null;
    return { base: work.base, commit, tree, changes: await git.pathChanges(work.base, commit) };
  }

  async function probe(task_id: string, other_id: string | null, ours: string, theirs: string): Promise<void> {
    const merged = await git.merge(ours, theirs);
    if (merged.kind === "conflict") met.set(`${task_id} ${other_id ?? ""}`, { task_id, other_id, files: merged.files });
  }

  function forget(isOver: (meeting: Meeting) => boolean): void {
    for (const [key, meeting] of met) if (isOver(meeting)) met.delete(key);
  }

  async function probeTip(tip: string, changed: ReadonlySet<string>): Promise<void> {
    const since = new Map<string, PathChange[]>();
    for (const [id, { base, commit, changes }] of looks) {
      if (base === tip || !changed.has(id)) continue;
      const landed = since.get(base) ?? (await git.pathChanges(base, tip));
      since.set(base, landed);
      if (mayConflict(changes, landed)) await probe(id, null, tip, commit);
    }
  }

  return {
    meetings: () => [...met.values()],
    async round(epic, due) {
      const works = standingWorks(epic);
      const tip = epic.integration?.tip ?? null;
      const ids = new Set(works.map((work) => work.task_id));
      for (const id of looks.keys()) if (!ids.has(id)) looks.delete(id);
      forget(({ task_id, other_id }) => !ids.has(task_id) || (other_id !== null && !ids.has(other_id)));
      if (isAlone(works, tip)) {
        met.clear();
        return { waiting: [...due].filter((id) => ids.has(id)), failed: false };
      }
      const changed = new Set<string>();
      const failed: string[] = [];
      for (const work of works) {
        try {
          const found = await look(work, due.has(work.task_id));
          if (found === null) continue;
          looks.set(work.task_id, found);
          changed.add(work.task_id);
        } catch (error) {
          failed.push(work.task_id);
          onFailure(work.task_id, error);
        }
      }
      forget(({ task_id, other_id }) => changed.has(task_id) || (other_id !== null && changed.has(other_id)));
      const inOrder = works.flatMap(({ task_id }) => {
        const known = looks.get(task_id);
        return known === undefined ? [] : [[task_id, known] as const];
      });
      const all = new Map(inOrder);
      const paths = new Map(inOrder.map(([id, { changes }]) => [id, changes] as const));
      for (const [one, other] of pairsToProbe(paths, changed))
        await probe(one, other, all.get(one)?.commit ?? "", all.get(other)?.commit ?? "");
      const tipMoved = tip !== lastTip;
      lastTip = tip;
      if (tipMoved) forget(({ other_id }) => other_id === null);
      if (tip !== null) await probeTip(tip, tipMoved ? ids : changed);
      return { waiting: failed, failed: failed.length > 0 };
    },
  };
}
