// Random sequences of what persons, workers and bad luck do to worktrees and landings, with what must hold after each step.
//
// Real: git and every worktree, the store, the rules, the reactors, the recovery, the live swarm, `clean` and `doctor`; a
// worker's writes and commits are made by the file system and git. Not real: OpenCode. A small server behind the port of the
// agents stands for it; it outlives its owner. The owner dies between two calls of its ports, after which nothing of it goes
// on, in the process of the torture; in one sequence of twenty it is a process of its own, and SIGKILL ends it (and its
// agent server) wherever it is. Everything is drawn from the seed; only the moment of a real kill depends on the machine.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { bundleProgram } from "../support/store-bundle.ts";
import type { Torture, TortureLine } from "./torture.ts";
import { createTemplate, type Template } from "./worktrees/ground.ts";
import { openOwnerProcess } from "./worktrees/owner-process.ts";
import { openOwner } from "./worktrees/owner.ts";
import { playSequence, type Played } from "./worktrees/sequence.ts";
import { agentWorld } from "./worktrees/small-agents.ts";
import { sequences, type Step } from "./worktrees/steps.ts";

/** Milliseconds after which a sequence is said to hang; nothing that moves takes so long. */
const patience = 120_000;

/** One of so many sequences has real kills. */
const realShare = 20;
const realRound = 2;

/** Sequences with a fault of which the shortest is looked for, and for how long each, in milliseconds. */
const shortened = 6;
const shortenMs = 60_000;

/** One of so many is played once more with removals that forget what they should keep. */
const controlShare = 50;

/** Whose owner: one of this process, one that forgets, or the program of one that is a process of its own. */
type Kind = "ours" | "careless" | { program: string };

async function play(template: Template, steps: readonly Step[], kind: Kind): Promise<Played> {
  const ground = await template.ground();
  const world = agentWorld();
  const told: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Played>((settle) => {
    timer = setTimeout(() => settle({ faults: [`nothing more came after ${patience / 1000} s`], told }), patience);
  });
  try {
    const open = (dies: number | null) =>
      typeof kind === "string"
        ? openOwner(ground, world, dies, kind === "careless")
        : openOwnerProcess(kind.program, ground, dies);
    return await Promise.race([playSequence(ground, steps, open, told), late]);
  } catch (error) {
    return { faults: [`it broke off: ${error instanceof Error ? error.stack : String(error)}`], told };
  } finally {
    clearTimeout(timer);
    await ground.remove();
  }
}

const wordsOf = (steps: readonly Step[]): string =>
  steps.map(({ kind, pick, how, settles }) => `${kind} ${pick} ${how}${settles ? "" : " at once"}`).join("; ");

export const worktreeTorture: Torture = {
  rounds: 2_000,
  async run({ rounds, seed, progress }): Promise<TortureLine[]> {
    const template = await createTemplate();
    const folder = await mkdtemp(join(tmpdir(), "swarm-torture-program-"));
    const child = await bundleProgram(resolve("test/torture/worktrees/owner-child.ts"), folder);
    const faults: string[] = [];
    let steps = 0;
    let looked = 0;
    let [controls, caught] = [0, 0];
    const begun = performance.now();
    try {
      for (let round = 0; round < rounds; round += 1) {
        const kind: Kind = round % realShare === realRound ? { program: child } : "ours";
        let first: Played | null = null;
        const property = fc.asyncProperty(sequences, async (drawn) => {
          const played = await play(template, drawn, kind);
          first ??= played;
          steps += drawn.length;
          if (played.faults.length > 0) throw new Error(played.faults.join("\n"));
        });
        const { failed, counterexample } = await fc.check(property, {
          seed: seed * 1_000_003 + round,
          numRuns: 1,
          unbiased: true,
          ...(looked < shortened && kind === "ours" ? { interruptAfterTimeLimit: shortenMs } : { endOnFailure: true }),
        });
        if (failed && first !== null) {
          looked += 1;
          const [shortest = []] = counterexample ?? [];
          const found = (first as Played).faults.join(" | ");
          faults.push(`seed ${seed}, round ${round}: ${found}; shortest: ${wordsOf(shortest)}`);
        }
        if (round % controlShare === controlShare - 1) {
          const [drawn = []] = fc.sample(sequences, { seed: seed * 1_000_003 + round, numRuns: 1 });
          const { faults: seen } = await play(template, drawn, "careless");
          controls += 1;
          caught += Number(seen.some((fault) => fault.includes("cannot be had back")));
        }
        if ((round + 1) % 100 === 0) progress(round + 1);
      }
    } finally {
      await Promise.all([template.remove(), rm(folder, { recursive: true, force: true })]);
    }
    const each = ((performance.now() - begun) / 1000 / rounds).toFixed(2);
    const real = Math.floor((rounds + realShare - 1 - realRound) / realShare);
    const control = controls === 0 ? "" : `${caught} of ${controls} lost something where removals forget`;
    const note = `${steps.toLocaleString("en")} steps, ${each} s a sequence; ${real} with an owner killed by SIGKILL`;
    return [{ what: "worktree sequences", rounds, faults, control, note }];
  },
};
