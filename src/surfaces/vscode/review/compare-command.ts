// Command that compares a worker's commit with something else than its merge base.
import { l10n, window, type QuickPickItem } from "vscode";
import type { Against, LiveSwarm } from "../../../application/live-swarm.ts";
import type { TaskState } from "../../../domain/task-state.ts";
import type { CommandParts } from "../commands/command-parts.ts";
import { inertLine } from "../plain-line.ts";
import type { TaskRef } from "../selection.ts";
import type { Disposable } from "../signal.ts";
import { taskToShow } from "./choose-task.ts";
import type { Comparisons } from "./comparisons.ts";
import type { ReviewDesk } from "./review-desk.ts";
import type { SeenCommits } from "./seen-commits.ts";

interface Choice extends QuickPickItem {
  /** Null: its merge base. */
  against: Against | null;
}

/** Commits that the record names for a task, the newest first. */
async function commitsIn(swarm: LiveSwarm, { epicId, taskId }: TaskRef, type: string): Promise<string[]> {
  const select = `SELECT json_extract(data, '$.commit') FROM events
    WHERE epic_id = ? AND task_id = ? AND type = ? ORDER BY seq DESC LIMIT 20`;
  const { rows } = await swarm.query(select, [epicId, taskId, type]);
  return rows.flatMap(([commit]) => (typeof commit === "string" ? [commit] : []));
}

const commitChoice = (label: string, commit: string | null | undefined): Choice[] =>
  commit == null ? [] : [{ label, description: commit.slice(0, 7), against: { kind: "commit", commit } }];

export interface CompareParts {
  panel: CommandParts;
  desk: ReviewDesk;
  comparisons: Comparisons;
  seen: SeenCommits;
}

export function registerCompareCommand({ panel, desk, comparisons, seen }: CompareParts): Disposable {
  const others = (task: TaskRef): TaskState[] =>
    [...(panel.session.picture.epic(task.epicId)?.tasks.values() ?? [])].filter(
      (one) => one.id !== task.taskId && one.work !== null,
    );

  async function choices(swarm: LiveSwarm, task: TaskRef, commit: string): Promise<Choice[]> {
    const [reviews, works] = await Promise.all([
      commitsIn(swarm, task, "changes_requested"),
      commitsIn(swarm, task, "work_collected"),
    ]);
    const turns = works.filter((one) => one !== commit);
    return [
      { label: l10n.t("Merge base"), description: l10n.t("all of its own changes"), against: null },
      ...commitChoice(l10n.t("What I saw last"), seen.before(task, commit)),
      ...commitChoice(
        l10n.t("Last review"),
        reviews.find((one) => one !== commit),
      ),
      ...commitChoice(l10n.t("Previous turn"), turns[0]),
      { label: l10n.t("My workspace"), description: l10n.t("as it is now"), against: { kind: "workspace" } },
      ...others(task).flatMap((one) => commitChoice(inertLine(`${one.id} · ${one.plan.title}`), one.work?.commit)),
    ];
  }

  async function compare(argument: unknown): Promise<void> {
    const title = l10n.t("Compare With…");
    const task = await taskToShow(panel, argument, title, ({ work }) => work !== null);
    const found = task === null ? null : await desk.changesOf(task);
    if (task === null || found === null) return;
    const { commit } = found.changes;
    const items = await choices(found.swarm, task, commit);
    const chosen = await window.showQuickPick(items, { title, matchOnDescription: true });
    if (chosen === undefined) return;
    const { against } = chosen;
    comparisons.set(task, commit, against === null ? null : { against, words: chosen.label });
    await desk.openTask(task);
  }

  return panel.register("review.compareWith", compare);
}
