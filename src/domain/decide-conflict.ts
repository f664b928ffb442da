// The rules of a conflict: its worker resolves it, or a person does by hand.
import type { TaskCommand } from "./commands.ts";
import type { SwarmEvent } from "./events.ts";
import { refuse, type Decision } from "./rejection.ts";
import type { TaskState } from "./task-state.ts";

type ConflictCommand = Extract<
  TaskCommand,
  { type: "AskToResolve" | "RecordTaskConflict" | "BeginResolution" | "AbandonResolution" | "RecordResolution" }
>;

/** What else could be done with the task would pull the worktree away from under the person. */
export const resolvedByHand = (task: TaskState): Decision<SwarmEvent> =>
  refuse(
    "NotNow",
    `${task.id} is being resolved by hand in ${task.resolution?.worktree_path}: finish that or abort it`,
  );

export function decideConflict(task: TaskState, command: ConflictCommand): Decision<SwarmEvent> {
  const ok = (...events: SwarmEvent[]): Decision<SwarmEvent> => ({ ok: true, events });
  const { resolution, work } = task;
  switch (command.type) {
    case "RecordTaskConflict": {
      const { files, integration, conflicts } = command;
      return ok({ type: "task_conflicted", data: { files, integration, conflicts } });
    }
    case "AskToResolve": {
      if (resolution !== null) return resolvedByHand(task);
      const { onto, beside } = command;
      const about = {
        commit: work?.commit ?? "",
        onto,
        beside,
        files: task.conflict_files,
        to: "worker",
      } as const;
      return ok({ type: "task_sent_back", data: { kind: "conflict", ...about } });
    }
    case "BeginResolution": {
      const { commit, onto, worktree_path } = command;
      if (resolution !== null) return ok();
      if (work?.commit !== commit) return refuse("NotNow", `${task.id} has another commit by now`);
      return ok({ type: "resolution_started", data: { commit, onto, worktree_path } });
    }
    case "AbandonResolution":
      return resolution === null ? ok() : ok({ type: "resolution_given_up", data: { ref: command.ref } });
    case "RecordResolution": {
      if (resolution === null) return ok();
      const { commit, ref, files_touched, checks } = command;
      const { commit: previous, onto } = resolution;
      const red = checks.some(({ exit_code }) => exit_code !== 0);
      const outcome = checks.length === 0 ? "none" : red ? "failed" : "passed";
      const data = { commit, previous, onto, ref, files_touched, checks: outcome } as const;
      return ok(
        { type: "conflict_resolved", data },
        ...checks.map((check): SwarmEvent => ({ type: "check_finished", data: { ...check, commit } })),
      );
    }
  }
}
