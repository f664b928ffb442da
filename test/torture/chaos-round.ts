// One chaos round: a run and a window on one swarm, one blow at a random moment, and everything brought to rest.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { kill } from "../../src/adapters/opencode/process-table.ts";
import { readOwner } from "../../src/adapters/store/owner-lock.ts";
import { startScriptedModel } from "../../src/demo/scripted-model.ts";
import { createPerson, opencodeBinary } from "../support/opencode-person.ts";
import { processesWith } from "../support/processes.ts";
import { planOf, scripted } from "../support/swarm-fixture.ts";
import { blowOf, strike, wordsOf, type Blow } from "./chaos-blow.ts";
import { gather } from "./chaos-gather.ts";
import { judge, spoiled } from "./chaos-judge.ts";
import { startRun, startWindow, type Member } from "./chaos-members.ts";
import type { ChaosSaid, Told } from "./chaos-words.ts";

export interface RoundReport extends Pick<Blow, "target" | "blow"> {
  faults: string[];
  /** How many wrong things were shown to the judge, and how many of them it saw. */
  shown: number;
  seen: number;
  /** The blow fell while the run worked; else when it had just ended. */
  midway: boolean;
  /** How often a person had to go on with the epic. */
  resumed: number;
  seconds: number;
}

const tasks = Array.from({ length: 8 }, (_, at) => `w${at + 1}`);
/** Milliseconds after which a round hangs. */
const patienceMs = 120_000;

/** Either of its two commands does the work: one that is cut off counts as played. */
const work = (task: string) => ({
  tool: "bash",
  args: { command: `test -f ${task}.txt || { sleep 0.2; echo ${task} > ${task}.txt; }`, description: "works" },
});
const worker = (task: string) => {
  const progress = { bead_id: task, progress_percent: 50, message: null, files_touched: null };
  const complete = { bead_id: task, summary: "did it", files_touched: null, status: null };
  // Few answers: each costs the machine more than the work does.
  return [
    { tools: [work(task), { tool: "swarm_progress", args: progress }], delayMs: 200 },
    { tools: [work(task), { tool: "swarm_complete", args: complete }], delayMs: 200 },
    { text: "done", delayMs: 100 },
  ];
};

type Kind<K extends string> = Extract<ChaosSaid, Record<K, unknown>>;
const isJoined = (said: ChaosSaid): said is Kind<"joined"> => "joined" in said;
const isFinished = (said: ChaosSaid): said is Kind<"finished"> => "finished" in said;

async function within<T>(what: string, waited: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = sleep(patienceMs, undefined, { signal: over.signal }).then(() => {
    throw new Error(`${what}: not within ${patienceMs / 1000} s`);
  });
  return Promise.race([waited, late]).finally(() => over.abort());
}

async function isOwned(storeDir: string): Promise<void> {
  while ((await readOwner(storeDir)) === null) await sleep(20);
}

/** What was said in a round that found a fault, for the one who looks for its cause. */
function keep(number: number, lines: readonly string[]): void {
  mkdirSync(resolve(".bench"), { recursive: true });
  writeFileSync(resolve(".bench", `chaos-${number}.log`), `${lines.join("\n")}\n`);
}

/** Everything follows from the number, but what the machine makes of it. `program`: the bundle of `chaos-child.ts`. */
export async function chaosRound(number: number, program: string): Promise<RoundReport> {
  const blow = blowOf(number);
  const begun = performance.now();
  const log: string[] = [];
  const note = (word: string): void => void log.push(`${Math.round(performance.now() - begun)} ${word}`);
  const { target } = blow;
  const none = { faults: [], shown: 0, seen: 0, midway: false, resumed: 0, seconds: 0 };
  const report: RoundReport = { target, blow: blow.blow, ...none };
  const model = await startScriptedModel();
  const person = createPerson(model.baseURL, {});
  person.env["OPENCODE_BIN"] = opencodeBinary();
  const planFile = join(person.root, "chaos.swarm.json");
  writeFileSync(planFile, JSON.stringify(planOf(tasks.map((task) => scripted(task, worker(task))))));

  let epicId: string | null = null;
  let due = (): void => undefined;
  const isDue = new Promise<void>((done) => (due = done));
  const counted = new Set<number>();
  const onTold = ({ seq, type, epic_id }: Told): void => {
    epicId ??= epic_id;
    if (type !== "file_reviewed") counted.add(seq);
    if (counted.size >= blow.moment) due();
  };
  const place = { person, program, onTold };
  const members: Member[] = [];
  const enter = <M extends Member>(member: M): M => {
    members.push(member);
    return member;
  };

  async function play(): Promise<void> {
    const first = blow.runOwns ? enter(startRun(place, planFile)) : null;
    if (first !== null) await within("the run owns", isOwned(join(person.stateDir, "store")));
    let window = enter(startWindow(place, "window"));
    if (first === null) await within("the window joins", window.hears(isJoined));
    const run = first ?? enter(startRun(place, planFile));
    const [owner, second] = blow.runOwns ? [run, window] : [window, run];
    const struck = isDue
      .then(() => sleep(blow.delayMs))
      .then(() => (report.midway = (run.child.exitCode ?? run.child.signalCode) === null))
      .then(() => strike(blow, { owner, second, stateDir: person.stateDir }, note));
    note(`the run ended with ${await within("the run ends", run.ended)}`);
    due();
    await struck;
    if (epicId === null) throw new Error("no epic was made");
    if (window.child.exitCode !== null || window.child.signalCode !== null) window = enter(startWindow(place, "next"));
    window.tell({ finish: epicId });
    const finished = await within("the epic ends", window.hears(isFinished));
    note(JSON.stringify(finished));
    report.resumed = finished?.resumed ?? 0;
    if (finished?.finished !== "landed") report.faults.push(`the epic did not end: ${JSON.stringify(finished)}`);
    window.tell({ close: true });
    await within("the window closes", window.ended);

    const { readAfter } = blow;
    const evidence = await gather({ person, model, members }, { epicId, tasks, readAfter });
    report.faults.push(...judge(evidence));
    for (const { name, words } of members)
      report.faults.push(...words.filter((word) => word.includes('{"failed"')).map((word) => `${name}: ${word}`));
    const known = new Set(report.faults);
    const wrong = spoiled(evidence);
    report.shown = wrong.length;
    report.seen = wrong.filter((one) => judge(one).some((fault) => !known.has(fault))).length;
    if (report.faults.length > 0) log.push(...evidence.journal.map((event) => JSON.stringify(event)));
  }

  try {
    await play();
  } catch (error) {
    report.faults.push(`the round broke off: ${String(error)}`);
  } finally {
    for (const { child } of members) child.kill("SIGKILL");
    for (const line of await processesWith(person.root)) kill(Number.parseInt(line, 10), "SIGKILL");
    await model.close();
    if (report.faults.length > 0)
      keep(number, [...report.faults, ...log, ...members.flatMap(({ name, words }) => [`-- ${name}`, ...words])]);
    person.remove();
  }
  const faults = report.faults.map((fault) => `seed ${number}: ${wordsOf(blow)}: ${fault}`);
  return { ...report, faults, seconds: (performance.now() - begun) / 1000 };
}
