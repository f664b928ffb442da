// SIGKILL at random moments of a landing and of its undo, with uncommitted work of the person beside what it touches: after
// the next start branch, index and files are all as before or all as after, and the record says the same as git.
//
// Real: everything of the owner that lands (its process, store, rules, reactors, checks, git). The agent server is a small
// one and has nothing to do here. Every second kill takes the git that works for the owner with it.
import { setTimeout as sleep } from "node:timers/promises";
import { checkoutState, differences, type CheckoutState } from "./landing-kills/checkout-state.ts";
import { leftovers, startVerb } from "./landing-kills/killed-verb.ts";
import { createStage, scenarios, type Scenario, type Stage } from "./landing-kills/stage.ts";
import { dice, type Torture, type TortureLine } from "./torture.ts";

const stateOf = ({ person }: Stage): Promise<CheckoutState> => checkoutState(person.dir, person.git);

/** Milliseconds from "ready" to the end of the verb, and what it leads to. */
async function whole(stage: Stage, scenario: Scenario): Promise<{ ms: number; after: CheckoutState }> {
  await stage.putBack(scenario.from);
  const { child, ready, said } = startVerb(stage, scenario.verb, scenario.strategy, scenario.aside);
  await ready;
  const begun = performance.now();
  const { stderr } = await child;
  const ms = performance.now() - begun;
  if (!said().includes("done")) throw new Error(`${scenario.name} does not work: ${said()} ${stderr}`);
  return { ms, after: await stateOf(stage) };
}

/** What the record says that git does not. */
async function disagreements(stage: Stage, { verb }: Scenario, isAfter: boolean, tip: string): Promise<string[]> {
  const owner = await stage.open();
  await owner.quiet();
  const epic = (await owner.swarm.epics()).find((one) => one.id === stage.epicId);
  await owner.close();
  const said: string[] = [];
  if (epic == null) return ["the epic is gone from the record"];
  if (epic.move !== null) said.push("the record is still in the middle of the move");
  const isIn = verb === "land" ? isAfter : !isAfter;
  if ((epic.landed !== null) !== isIn)
    said.push(`the record says landed ${epic.landed !== null}, and git the opposite`);
  if (verb === "land" && isIn && epic.landed?.commit !== tip)
    said.push("the record names another commit than the branch");
  return said;
}

interface Round {
  faults: string[];
  /** Neither before nor after, as the kill left it. */
  torn: boolean;
  /** The kill came before the verb had ended. */
  inTime: boolean;
  isAfter: boolean;
}

async function killOnce(
  stage: Stage,
  scenario: Scenario,
  moment: number,
  after: CheckoutState,
  group: boolean,
): Promise<Round> {
  await stage.putBack(scenario.from);
  const before = await stateOf(stage);
  const { child, ready, said } = startVerb(stage, scenario.verb, scenario.strategy, scenario.aside);
  await ready;
  await sleep(moment);
  const { pid } = child;
  if (pid === undefined) throw new Error("not started");
  try {
    process.kill(group ? -pid : pid, "SIGKILL");
  } catch {
    // It had ended already: then it is done, and must be found so.
  }
  await child;
  // A git that outlived its owner may move a file while it is looked at: then it is torn all the same.
  const cut = await stateOf(stage).catch(() => null);
  const torn = cut === null || (differences(cut, before).length > 0 && differences(cut, after).length > 0);

  const owner = await stage.open();
  await owner.quiet();
  await owner.close();
  const now = await stateOf(stage);
  const [fromBefore, fromAfter] = [differences(now, before), differences(now, after)];
  const isAfter = fromAfter.length === 0;
  const faults: string[] = [];
  if (fromBefore.length > 0 && !isAfter)
    faults.push(`neither before (${fromBefore.join(", ")} differ) nor after (${fromAfter.join(", ")} differ)`);
  if (fromBefore.length === 0 && now.tip !== before.tip)
    faults.push("the branch has another commit with the same files");
  if (said().includes("done") && !isAfter) faults.push("it was said to be done, and is not");
  faults.push(...(await disagreements(stage, scenario, isAfter, now.tip)), ...(await leftovers(stage)));
  return { faults, torn, inTime: !said().includes("done"), isAfter };
}

/** A landing or undo that was cut off can be done afterwards. */
async function goOn(stage: Stage, scenario: Scenario, after: CheckoutState): Promise<string[]> {
  const { child, said } = startVerb(stage, scenario.verb, scenario.strategy, scenario.aside);
  await child;
  const left = differences(await stateOf(stage), after);
  return said().includes("done") && left.length === 0
    ? []
    : [`cannot be done afterwards: ${said()} ${left.join(", ")}`];
}

async function torment(
  stage: Stage,
  scenario: Scenario,
  rounds: number,
  roll: () => number,
  seed: number,
): Promise<TortureLine> {
  const { ms, after } = await whole(stage, scenario);
  const faults: string[] = [];
  const seen = { torn: 0, inTime: 0, after: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const moment = roll() * ms * 1.02;
    const name = `seed ${seed}, ${scenario.name}, round ${round} (killed after ${moment.toFixed(1)} of ${ms.toFixed(0)} ms)`;
    const one = await killOnce(stage, scenario, moment, after, round % 2 === 0);
    const further = one.isAfter || round % 4 !== 0 ? [] : await goOn(stage, scenario, after);
    faults.push(...[...one.faults, ...further].map((fault) => `${name}: ${fault}`));
    seen.torn += Number(one.torn);
    seen.inTime += Number(one.inTime);
    seen.after += Number(one.isAfter);
  }
  const control = `${seen.torn} torn before the recovery`;
  const note = `${ms.toFixed(0)} ms; ${seen.inTime} killed in time; ${rounds - seen.after} as before, ${seen.after} as after`;
  return { what: scenario.name, rounds, faults, control, note };
}

export const landingKillTorture: Torture = {
  rounds: 200,
  async run({ rounds, seed, progress }) {
    const roll = dice(seed);
    const stage = await createStage();
    const lines: TortureLine[] = [];
    try {
      for (const [at, scenario] of scenarios.entries()) {
        const share = Math.floor(((at + 1) * rounds) / scenarios.length) - Math.floor((at * rounds) / scenarios.length);
        if (share === 0) continue;
        lines.push(await torment(stage, scenario, share, roll, seed));
        progress(Math.floor(((at + 1) * rounds) / scenarios.length));
      }
    } finally {
      await stage.remove();
    }
    return lines;
  },
};
