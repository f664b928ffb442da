// What a person asks of the swarm: each step's verb, with numbers that say which of what stands there is meant.
import { planSchema, type Plan } from "../../../src/domain/plan.ts";
import { runOptionsSchema } from "../../../src/domain/run-options.ts";
import type { TaskState } from "../../../src/domain/task-state.ts";
import type { Owner, Swarm } from "./owner.ts";
import type { Ask, Step } from "./steps.ts";

const never = new AbortController().signal;

export const pickOf = <T>(all: readonly T[], pick: number): T | undefined => all[pick % Math.max(1, all.length)];

function planOf(how: number): Plan {
  const count = 1 + (how % 3);
  const chained = how % 4 === 0;
  const task = (at: number) => ({
    id: `t${at}`,
    title: `Task ${at}`,
    description: "Do it.",
    after: chained && at > 0 ? [`t${at - 1}`] : [],
  });
  const checks = how % 6 === 1 ? [{ name: "holds", run: "true" }] : [];
  return planSchema.parse({
    title: `Epic ${how % 7}`,
    checks,
    tasks: Array.from({ length: count }, (_, at) => task(at)),
  });
}

const optionsOf = (how: number) =>
  runOptionsSchema.parse({
    attended: true,
    max_parallel: 1 + (how % 3),
    approve: how % 8 === 0 ? "all" : "none",
    land: how % 16 === 0,
    strategy: how % 5 === 0 ? "squash" : "fast-forward",
  });

interface Place {
  epicId: string;
  task: TaskState;
}

export const placesOf = async (swarm: Swarm, wanted: (task: TaskState) => boolean = () => true): Promise<Place[]> =>
  (await swarm.epics()).flatMap((epic) =>
    [...epic.tasks.values()].filter(wanted).map((task) => ({ epicId: epic.id, task })),
  );

/** The verb of a step on one of what it can be asked of; null: there is none now. */
export async function verbOf(kind: Ask, owner: Owner, { pick, how }: Step): Promise<(() => Promise<unknown>) | null> {
  const { swarm } = owner;
  const landing = {
    strategy: how % 2 === 0 ? "squash" : "fast-forward",
    message: null,
    despite_checks: false,
    signal: never,
  } as const;
  if (kind === "create") {
    const tooMany = (await swarm.epics()).length >= 4;
    return tooMany ? null : () => swarm.start(planOf(how), optionsOf(how));
  }
  const epics = await swarm.epics();
  const epicId = pickOf(epics, pick)?.id;
  if (epicId === undefined) return null;
  const one = async (wanted: (task: TaskState) => boolean, verb: (place: Place) => Promise<unknown>) => {
    const place = pickOf(await placesOf(swarm, wanted), pick);
    return place === undefined ? null : () => verb(place);
  };
  switch (kind) {
    case "resume":
      if (how % 2 === 0) return () => swarm.resume(epicId, { attended: true });
      return one(
        ({ status }) => status === "interrupted" || status === "stopped",
        (place) => swarm.resumeTask(place.epicId, place.task.id),
      );
    case "approve":
      return one(
        ({ status }) => status === "ready",
        (place) => swarm.approve(place.epicId, [place.task.id]),
      );
    case "stop":
      return one(
        ({ status }) => status === "working" || status === "queued",
        (place) => swarm.stop(place.epicId, [place.task.id]),
      );
    case "retry":
    case "retry-fresh":
      return one(
        ({ status }) => !["working", "queued", "landed", "landing", "approved"].includes(status),
        (place) => swarm.retry(place.epicId, place.task.id, { fresh: kind === "retry-fresh" }),
      );
    case "land":
      return () => swarm.land(epicId, landing);
    case "undo": {
      const landed =
        pickOf(
          epics.filter((epic) => epic.landed !== null),
          pick,
        )?.id ?? epicId;
      return () => swarm.undo(landed);
    }
    case "discard":
      return one(
        ({ status }) => status !== "landed" && status !== "discarded",
        (place) => swarm.discard(place.epicId, [place.task.id]),
      );
    case "discard-epic":
      return () => swarm.discard(epicId, []);
    case "clean":
      return async () => {
        const reports = (await swarm.worktrees()).filter((report) => report.keep === null);
        for (const report of reports) await swarm.removeWorktree(report);
      };
    case "finish": {
      const place = pickOf(await owner.working(), pick);
      return place === undefined
        ? null
        : () => owner.finish(place, how % 10 === 0 ? "failed" : how % 7 === 0 ? null : "success");
    }
    default:
      return null;
  }
}
