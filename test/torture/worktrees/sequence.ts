// Plays one sequence on a ground of its own, and gives what must never happen and did.
import { leftBehind, tidyUp } from "./endgame.ts";
import type { Ground } from "./ground.ts";
import { createInvariants } from "./invariants.ts";
import { createKept } from "./kept.ts";
import { lookAt, type Standing } from "./look.ts";
import type { Owner } from "./owner.ts";
import { asks, ends, meddlings, type Ask, type End, type Meddling, type Step, type Work } from "./steps.ts";
import { pickOf, placesOf, verbOf } from "./verbs.ts";
import { meddle, workIn } from "./work.ts";

export interface Played {
  faults: string[];
  /** One line for each step, with what came of it. */
  told: string[];
}

/** Opens an owner; `dies`: the moment of its death from 0 to 1, if it is to die at once. */
export type OpenOwner = (dies: number | null) => Promise<Owner>;

const isOneOf = <T extends string>(all: readonly T[], kind: string): kind is T =>
  (all as readonly string[]).includes(kind);

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
      `  = ${(await placesOf(owner.swarm)).map(({ epicId, task }) => `${epicId}/${task.id} ${task.status} ${task.attempt}`).join(", ")}`,
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
  async function ask(kind: Ask, step: Step): Promise<void> {
    const verb = await verbOf(kind, owner, step);
    if (verb === null) return;
    asked = asked === "" ? kind : `${asked}, ${kind}`;
    pending.push(
      verb().then(
        (answer) => said(kind, answer),
        (error: unknown) => failed(kind, error),
      ),
    );
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
