// The rules of a task's way to the integration branch and back, once it is approved.
import type { TaskCommand } from "./commands.ts";
import type { SwarmEvent } from "./events.ts";
import { refuse, type Decision } from "./rejection.ts";
import { hearsOfSetback } from "./setback.ts";
import type { TaskState } from "./task-state.ts";

type LandingCommand = Extract<
  TaskCommand,
  { type: "BeginTaskLanding" | "RecordTaskLanded" | "AbandonTaskLanding" | "TakeTaskOut" | "SendTaskBack" }
>;

export function decideLanding(task: TaskState, command: LandingCommand): Decision<SwarmEvent> {
  const ok = (...events: SwarmEvent[]): Decision<SwarmEvent> => ({ ok: true, events });
  switch (command.type) {
    case "BeginTaskLanding": {
      if (command.commit !== task.work?.commit) return refuse("NotNow", `${task.id} has another commit by now`);
      const { commit, old, new: next } = command;
      return ok({ type: "task_landing_started", data: { commit, old, new: next } });
    }
    case "RecordTaskLanded":
      if (task.landing === null) return ok();
      return ok({ type: "task_landed", data: { commit: task.landing.new, worker_commit: task.landing.commit } });
    case "AbandonTaskLanding":
      return ok({ type: "task_landing_abandoned", data: { reason: command.reason } });
    case "TakeTaskOut":
      return ok({ type: "task_taken_out", data: { old: command.old, new: command.new } });
    case "SendTaskBack": {
      const { commit, onto, beside, check } = command;
      if (task.work?.commit !== commit) return refuse("NotNow", `${task.id} has other work by now`);
      return ok({
        type: "task_sent_back",
        data: { kind: "check", commit, onto, beside, check, to: hearsOfSetback(task) },
      });
    }
  }
}
