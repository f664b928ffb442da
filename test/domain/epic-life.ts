// A model of everything around the rules: the scheduler, its workers, a person, crashes, and voices from the past.
import { begunLandings, landingQueue } from "../../src/domain/landing-queue.ts";
import type { TaskCommandType } from "../../src/domain/commands.ts";
import { dueEffects, type Effect } from "../../src/domain/due-effects.ts";
import { occupiesSlot, type TaskState } from "../../src/domain/task-state.ts";
import { taskCommandTypes } from "../../src/domain/task-table.ts";
import { epicId } from "../support/epic-history.ts";
import type { World } from "./epic-world.ts";
import { samples } from "./task-routes.ts";
import { startWorker, type Worker } from "./worker-life.ts";

export type Choose = (n: number) => number;
export type Act = "schedule" | "work" | "person" | "stale" | "late" | "stop" | "crash" | "resume";

/** Signals that an attempt may still send when its turn is over; none of them says that a turn began or ended. */
const lateSignals = [
  "ReportProgress",
  "ReportRetrying",
  "ReportStalled",
  "ReportActive",
  "AskQuestion",
  "ReportCompletion",
] as const;

export interface Life {
  act(act: Act, choose: Choose): void;
  /** Carries out one effect that is due; false when none is. */
  schedule(choose: Choose): boolean;
  readonly workers: readonly Worker[];
  endWorkers(): void;
}

export function createLife(world: World): Life {
  let workers: Worker[] = [];
  const pick = <T>(all: readonly T[], choose: Choose): T | undefined => all[choose(Math.max(1, all.length))];
  const tasks = (): TaskState[] => [...world.epic().tasks.values()];

  /** One round with a single task, which is landed, in conflict or sent back. */
  function landTasks(choose: Choose): void {
    const begun = begunLandings(world.epic())[0];
    const taskId = begun?.id ?? landingQueue(world.epic())[0]?.id ?? "";
    const tip = world.epic().integration?.tip ?? "base";
    if (world.task(taskId).status === "approved") {
      if (choose(5) === 0) {
        world.say(taskId, { ...samples.RecordTaskConflict, integration: tip }, null);
        return;
      }
      if (choose(5) === 0) {
        world.say(taskId, { ...samples.SendTaskBack, commit: world.task(taskId).work?.commit ?? "", onto: tip }, null);
        return;
      }
      world.say(
        taskId,
        { type: "BeginTaskLanding", commit: world.task(taskId).work?.commit ?? "", old: tip, new: `${tip}+${taskId}` },
        null,
      );
      if (choose(3) === 0) return;
    }
    world.say(taskId, choose(6) === 0 ? samples.AbandonTaskLanding : samples.RecordTaskLanded, null);
  }

  function landEpic(choose: Choose): void {
    const about = { epic_id: epicId };
    const tip = world.epic().integration?.tip ?? "base";
    if (choose(4) === 0) {
      world.execute({ ...about, type: "RefuseEpicLanding", code: "checks-failed", message: "red", files: [] });
      return;
    }
    if (choose(4) === 0) world.execute({ ...about, type: "RetryEpicLanding", despite_checks: false });
    world.execute({ ...about, type: "BeginEpicLanding", branch: "main", old: "base", new: tip, strategy: "squash" });
    if (choose(3) !== 0) world.execute({ ...about, type: "RecordEpicLanded" });
  }

  function perform(effect: Effect, choose: Choose): void {
    switch (effect.kind) {
      case "create-integration":
        world.execute({
          type: "RecordIntegration",
          epic_id: epicId,
          branch: "swarm/epic-1/_integration",
          commit: "base",
        });
        return;
      case "start-task": {
        const { attempt } = world.task(effect.task_id);
        if (!world.say(effect.task_id, { type: "StartTask", branch: "swarm/epic-1/t", base: "base" }, null)) return;
        workers.push(startWorker(world, effect.task_id, attempt + 1));
        return;
      }
      case "land-tasks":
        landTasks(choose);
        return;
      case "land-epic":
        landEpic(choose);
        return;
      case "remove-worktree":
        world.say(effect.task_id, samples.RecordWorktreeRemoved, null);
        return;
    }
  }

  function schedule(choose: Choose): boolean {
    const due = pick(dueEffects(world.epic()), choose);
    if (due !== undefined) perform(due, choose);
    return due !== undefined;
  }

  function work(choose: Choose): void {
    pick(workers, choose)?.step(choose);
    workers = workers.filter((worker) => !worker.over());
  }

  function person(choose: Choose): void {
    const asking = tasks().filter((one) => one.asks.length > 0);
    const task = pick(asking.length > 0 && choose(3) > 0 ? asking : tasks(), choose);
    if (task === undefined) return;
    const ask = pick(task.asks, choose);
    const verbs: (() => void)[] = [
      () => world.say(task.id, samples.ApproveTask, null),
      () => world.say(task.id, { type: "RetryTask", reason: "requested", fresh: choose(2) === 0 }, null),
      () => world.say(task.id, samples.ResumeTask, null),
      () => world.say(task.id, samples.StopTask, null),
      () => world.say(task.id, samples.RequestChanges, null),
      () => world.say(task.id, { type: "MarkReviewed", path: "a.ts", blob: choose(2) === 0 ? null : "b10b" }, null),
      () => world.say(task.id, samples.DiscardTask, null),
      () => {
        const commit = task.work?.commit ?? "";
        const made = { ...samples.RejectPart, commit: `${commit}-`, previous: commit };
        const said = [made, { ...made, type: "TakePart" } as const, { type: "UndoPart", commit } as const][choose(3)];
        if (said !== undefined) world.say(task.id, said, null);
      },
    ];
    if (ask?.kind === "permission") {
      verbs.push(() =>
        world.say(
          task.id,
          { type: "ReplyPermission", request_id: ask.request_id, reply: "always", message: null },
          null,
        ),
      );
    }
    if (ask?.kind === "question") {
      verbs.push(() =>
        world.say(task.id, { type: "AnswerQuestion", request_id: ask.request_id, answers: [["x"]] }, null),
      );
    }
    pick(verbs, choose)?.();
  }

  /** Anything at all, said by an attempt that is over. */
  function stale(choose: Choose): void {
    const task = pick(tasks(), choose);
    if (task === undefined || task.attempt === 0) return;
    const type: TaskCommandType = pick(taskCommandTypes, choose) ?? "FailWorker";
    world.say(task.id, samples[type], choose(task.attempt));
  }

  function interrupt(reason: "signal" | "crash"): void {
    workers = [];
    for (const task of tasks().filter(occupiesSlot)) world.say(task.id, samples.InterruptTask, null);
    world.execute({ type: "InterruptEpic", epic_id: epicId, reason });
  }

  function crash(choose: Choose): void {
    const { move } = world.epic();
    if (move !== null && choose(2) === 0) world.execute({ type: "RecordEpicLanded", epic_id: epicId });
    if (move !== null) world.execute({ type: "AbandonEpicLanding", epic_id: epicId, reason: "crash" });
    interrupt("crash");
  }

  function act(kind: Act, choose: Choose): void {
    switch (kind) {
      case "schedule":
        schedule(choose);
        return;
      case "work":
        work(choose);
        return;
      case "person":
        person(choose);
        return;
      case "stale":
        stale(choose);
        return;
      case "late": {
        const task = pick(
          tasks().filter((one) => one.attempt > 0),
          choose,
        );
        if (task !== undefined)
          world.say(task.id, samples[lateSignals[choose(lateSignals.length)] ?? "ReportActive"], task.attempt);
        return;
      }
      case "stop":
        interrupt("signal");
        return;
      case "crash":
        crash(choose);
        return;
      case "resume": {
        const approve = (["none", "checks", "all"] as const)[choose(3)] ?? "none";
        world.execute({ type: "ResumeEpic", epic_id: epicId, options: { ...world.epic().options, approve } });
        return;
      }
    }
  }

  return {
    act,
    schedule,
    get workers() {
      return workers;
    },
    endWorkers: () => void (workers = []),
  };
}
