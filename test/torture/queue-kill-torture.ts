// SIGKILL at random moments of the landing queue: no commit of the integration branch is ever red, no task is in it twice, the
// person's checkout stays as it is, and the next owner ends what was begun without being asked.
import { setTimeout as sleep } from "node:timers/promises";
import { checkoutState, differences } from "./landing-kills/checkout-state.ts";
import { leftovers, startVerb } from "./landing-kills/killed-verb.ts";
import { createQueueStage, honest, offender, type QueueStage } from "./queue-kills/queue-stage.ts";
import { dice, type Torture } from "./torture.ts";

/** What became of each task: "as before", "as after", or what else. */
async function outcome(stage: QueueStage): Promise<string> {
  const owner = await stage.open();
  await owner.quiet();
  const epic = (await owner.swarm.epics()).find((one) => one.id === stage.epicId);
  await owner.close();
  const tasks = [...(epic?.tasks.values() ?? [])];
  if (tasks.every(({ status }) => status === "ready")) return "as before";
  const sent = epic?.tasks.get(offender);
  const landed = tasks.filter(({ status }) => status === "landed").map(({ id }) => id);
  // Its worker may have begun anew, and been killed with the owner.
  const isAfter = landed.join() === honest.join() && sent?.setbacks === 1;
  return isAfter ? "as after" : tasks.map(({ id, status }) => `${id} ${status}`).join(", ");
}

async function whole(stage: QueueStage): Promise<number> {
  await stage.putBack();
  const { child, ready, said } = startVerb(stage, "approve");
  await ready;
  const begun = performance.now();
  await child;
  const ms = performance.now() - begun;
  const end = await outcome(stage);
  if (!said().includes("done") || end !== "as after") throw new Error(`the queue does not work: ${said()} ${end}`);
  return ms;
}

async function killOnce(
  stage: QueueStage,
  moment: number,
  group: boolean,
): Promise<{ faults: string[]; end: string; inTime: boolean }> {
  const look = () => checkoutState(stage.person.dir, stage.person.git);
  await stage.putBack();
  const before = await look();
  const { child, ready, said } = startVerb(stage, "approve");
  await ready;
  await sleep(moment);
  try {
    process.kill((child.pid ?? 0) * (group ? -1 : 1), "SIGKILL");
  } catch {
    // It had ended already.
  }
  await child;
  const faults = await stage.faults();
  let end = await outcome(stage);
  if (end === "as before") {
    // The word of the person was not stored: said again, it holds.
    await startVerb(stage, "approve").child;
    end = await outcome(stage);
    if (end === "as after") end = "as before";
  }
  if (end !== "as before" && end !== "as after") faults.push(`the queue did not go on by itself: ${end}`);
  faults.push(...(await stage.faults()), ...(await leftovers(stage)));
  const changed = differences(await look(), before);
  if (changed.length > 0) faults.push(`the person's checkout changed: ${changed.join(", ")}`);
  return { faults, end, inTime: !said().includes("done") };
}

export const queueKillTorture: Torture = {
  rounds: 200,
  async run({ rounds, seed, progress }) {
    const roll = dice(seed);
    const stage = await createQueueStage();
    const faults: string[] = [];
    const seen = { inTime: 0, before: 0 };
    try {
      const ms = await whole(stage);
      for (let round = 0; round < rounds; round += 1) {
        const moment = roll() * ms * 1.02;
        const one = await killOnce(stage, moment, round % 2 === 0);
        faults.push(...one.faults.map((fault) => `seed ${seed}, round ${round} (${moment.toFixed(1)} ms): ${fault}`));
        seen.inTime += Number(one.inTime);
        seen.before += Number(one.end === "as before");
        if ((round + 1) % 20 === 0) progress(round + 1);
      }
      const note = `${ms.toFixed(0)} ms; ${seen.inTime} killed in time; ${seen.before} before the word was stored`;
      return [{ what: "the landing queue, six works", rounds, faults, control: "", note }];
    } finally {
      await stage.remove();
    }
  },
};
