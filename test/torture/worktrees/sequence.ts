// Plays one sequence on a ground of its own, and gives what must never happen and did.
import type { Plan } from "../../../src/domain/plan.ts";
import { planSchema } from "../../../src/domain/plan.ts";
import { runOptionsSchema } from "../../../src/domain/run-options.ts";
import type { TaskState } from "../../../src/domain/task-state.ts";
import { leftBehind, tidyUp } from "./endgame.ts";
import type { Ground } from "./ground.ts";
import { createInvariants } from "./invariants.ts";
import { createKept } from "./kept.ts";
import { lookAt, type Standing } from "./look.ts";
import type { Owner, Swarm } from "./owner.ts";
import { asks, ends, meddlings, type Ask, type End, type Meddling, type Step, type Work } from "./steps.ts";
import { meddle, workIn } from "./work.ts";

export interface Played {
  faults: string[];
  /** One line for each step, with what came of it. */
  told: string[];
}

/** Opens an owner; `dies`: the moment of its death from 0 to 1, if it is to die at once. */
export type OpenOwner = (dies: number | null) => Promise<Owner>;

const never = new AbortController().signal;
const pickOf = <T>(all: readonly T[], pick: number): T | undefined => all[pick % Math.max(1, all.length)];
const isOneOf = <T extends string>(all: readonly T[], kind: string): kind is T =>
  (all as readonly string[]).includes(kind);

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
    squash: how % 5 === 0,
  });

interface Place {
  epicId: string;
  task: TaskState;
}

/** The broken-down are told; that a verb is refused, or git stands in its way, is an answer. */
const answerable = new Set(["GitError", "AgentsError"]);

/** `told` grows while it plays, for who waits in vain. */
export async function playSequence(
  ground: Ground,
  steps: readonly Step[],
  open: OpenOwner,
  told: string[],
): Promise<Played> {
  const faults: string[] = [];
  const kept = createKept(ground);
  const invariants = await createInvariants(ground);
  let owner = await open(null);
  let look = await lookAt(ground);
  let asked = "";
  const pending: Promise<unknown>[] = [];

  const places = async (wanted: (task: TaskState) => boolean = () => true): Promise<Place[]> =>
    (await owner.swarm.epics()).flatMap((epic) =>
      [...epic.tasks.values()].filter(wanted).map((task) => ({ epicId: epic.id, task })),
    );

  async function reopen(dies: number | null): Promise<void> {
    owner = await open(dies);
    if (dies === null) return;
    await owner.quiet();
    if (!owner.isDead()) return owner.arm(null);
    await owner.kill();
    await reopen(null);
  }

  /** Waits until nothing follows, compares with the last look, and looks at what must hold. */
  async function settle(during: string): Promise<void> {
    await Promise.race([Promise.all(pending.splice(0)), owner.dead]);
    await owner.quiet();
    if (owner.isDead()) {
      await owner.kill();
      await reopen(null);
      await owner.quiet();
    }
    const now = await lookAt(ground);
    if (asked !== "") kept.compare(look, now, asked);
    look = now;
    asked = "";
    told.push(
      `  = ${(await places()).map(({ epicId, task }) => `${epicId}/${task.id} ${task.status} ${task.attempt}`).join(", ")}`,
    );
    for (const fault of await invariants.broken(owner, now)) faults.push(`after ${during}: ${fault}`);
  }

  function said(kind: string, answer: unknown): void {
    const { ok, refusals } = (answer ?? {}) as { ok?: boolean; refusals?: { message: string }[] };
    told.push(`  ${kind}: ${ok === false ? `refused, ${refusals?.[0]?.message}` : "done"}`);
  }

  function failed(kind: string, error: unknown): void {
    const name = error instanceof Error ? error.name : "";
    told.push(`  ${kind}: ${String(error)}`);
    if (!answerable.has(name))
      faults.push(`${kind} broke down: ${error instanceof Error ? error.stack : String(error)}`);
  }

  /** Begins a verb of a person; `asked` remembers it until its effects are compared. */
  async function ask(kind: Ask, { pick, how }: Step): Promise<void> {
    const verb = await verbOf(kind, owner.swarm, pick, how);
    if (verb === null) return;
    asked = asked === "" ? kind : `${asked}, ${kind}`;
    pending.push(
      verb().then(
        (answer) => said(kind, answer),
        (error: unknown) => failed(kind, error),
      ),
    );
  }

  async function verbOf(kind: Ask, swarm: Swarm, pick: number, how: number): Promise<(() => Promise<unknown>) | null> {
    const landing = { strategy: how % 2 === 0 ? "squash" : "fast-forward", message: null, signal: never } as const;
    if (kind === "create") {
      const tooMany = (await swarm.epics()).length >= 4;
      return tooMany ? null : () => swarm.start(planOf(how), optionsOf(how));
    }
    const epics = await swarm.epics();
    const epicId = pickOf(epics, pick)?.id;
    if (epicId === undefined) return null;
    const one = async (wanted: (task: TaskState) => boolean, verb: (place: Place) => Promise<unknown>) => {
      const place = pickOf(await places(wanted), pick);
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

  const standing = async (pick: number): Promise<Standing | undefined> => pickOf([...look.worktrees.values()], pick);

  async function work(kind: Work, { pick, how }: Step): Promise<void> {
    const path = pickOf(await owner.working(), pick);
    const where = look.worktrees.get(path ?? "");
    if (where !== undefined) await workIn(ground, kind, where, how);
  }

  /** Commits that a person did not mean to take away with a folder must be there in the end. */
  async function meddleWith(kind: Meddling, { pick, how }: Step): Promise<void> {
    const where = await standing(pick);
    if (where !== undefined && kind === "rm -rf" && where.head !== null)
      kept.must(where.epicId, `the commit of ${where.epicId}/${where.taskId} whose folder was deleted`, [where.head]);
    await meddle(ground, kind, where, how);
  }

  async function end(how: End, step: Step): Promise<void> {
    asked = how;
    if (how === "kill server") return owner.loseServer();
    if (how === "reload") await owner.leave();
    else if (how === "quit") await owner.close();
    else {
      owner.arm(step.how / 10_000);
      const kind = asks[step.pick % asks.length] ?? "create";
      await Promise.race([ask(kind, { ...step, pick: Math.floor(step.pick / asks.length) }), owner.dead]);
      await Promise.race([Promise.all(pending.splice(0)), owner.dead]);
      await owner.quiet();
      await owner.kill();
    }
    await reopen(how === "kill owner" && step.pick % 5 === 0 ? (step.how % 97) / 97 : null);
  }

  for (const step of steps) {
    const { kind } = step;
    told.push(`${kind} ${step.pick} ${step.how}${step.settles ? "" : " (does not wait)"}`);
    if (isOneOf(asks, kind)) {
      await ask(kind, step);
      if (step.settles) await settle(kind);
      continue;
    }
    if (asked !== "" && kind !== "kill owner") await settle(asked);
    if (isOneOf(ends, kind)) {
      await end(kind, step);
      await settle(kind);
      continue;
    }
    if (isOneOf(meddlings, kind)) await meddleWith(kind, step);
    else await work(kind, step);
    look = await lookAt(ground);
    for (const fault of await invariants.broken(owner, look)) faults.push(`after ${kind}: ${fault}`);
  }
  await settle("the last step");

  asked = "tidying up";
  faults.push(...(await tidyUp(ground, owner)));
  await settle("tidying up");
  const rows = (await owner.swarm.worktrees()).map((report) => report.path);
  faults.push(...(await kept.lost(owner.swarm)));
  await owner.close();
  faults.push(...(await leftBehind(ground, rows)));
  return { faults, told };
}
