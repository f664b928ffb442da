// Six processes contend for one ownership, while owners are killed and stopped, and contenders too: one has it at a time.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hasAbstractSockets } from "../../src/adapters/store/socket-lock.ts";
import { bundleProgram } from "../support/store-bundle.ts";
import { Contender, patience } from "./lock-contenders.ts";
import { dice, type Torture, type TortureLine, type TortureRequest } from "./torture.ts";

const contenders = 6;
const ownersInRound = 3;

type Variant = "whole" | "record" | "naive";

/** One variant of the lock, with its six processes. */
class Arena {
  #all: Contender[] = [];
  #killed = new Set<number>();
  #changed: () => void = () => undefined;
  owners = 0;
  kills = 0;

  constructor(
    private readonly program: string,
    private readonly folder: string,
    private readonly variant: Variant,
    private readonly random: () => number,
  ) {}

  #start(evidence: string | null): void {
    const one = new Contender(this.program, [this.variant, join(this.folder, this.variant)], () => this.#changed());
    this.#all.push(one);
    if (evidence !== null) one.say(`go ${evidence}`);
  }

  async #kill(one: Contender, evidence: string): Promise<void> {
    this.#killed.add(one.pid);
    this.kills += 1;
    await one.kill();
    this.#all = this.#all.filter((other) => other !== one);
    this.#start(evidence);
  }

  #oneOf(all: readonly Contender[]): Contender | undefined {
    return all[Math.floor(this.random() * all.length)];
  }

  /** Disturbs somebody who is not known to be the owner, perhaps in the middle of becoming it. */
  async #disturb(owner: Contender | null, evidence: string): Promise<void> {
    const victim = this.#oneOf(this.#all.filter((one) => one !== owner));
    const what = this.random();
    await sleep(this.random() * 4);
    if (!victim || what < 0.4) return;
    if (what < 0.6) return this.#kill(victim, evidence);
    victim.pause();
    await sleep(this.random() * 12);
    victim.goOn();
  }

  /** The living contender that says that it is in; null if there is none for too long. */
  async #owner(): Promise<Contender | null> {
    const end = Date.now() + patience;
    while (Date.now() < end) {
      const inside = this.#all.find((one) => one.alive && one.heard.includes("in"));
      if (inside) {
        await inside.word("in");
        return inside;
      }
      await Promise.race([new Promise<void>((done) => (this.#changed = done)), sleep(200)]);
    }
    return null;
  }

  /** An owner that is only stopped keeps what it owns: the others try and are refused. */
  async #pauseOwner(owner: Contender): Promise<void> {
    owner.pause();
    const others = this.#all.filter((one) => one !== owner && one.alive);
    for (const one of others) one.say("try");
    // Who is refused twice has tried while it was stopped; who comes in has left evidence.
    await Promise.all(others.map((one) => Promise.race([one.word("refused"), one.saw("in")])));
    owner.goOn();
  }

  async #tenure(evidence: string): Promise<string[]> {
    await this.#disturb(null, evidence);
    const owner = await this.#owner();
    if (owner === null) return ["nobody became the owner"];
    this.owners += 1;
    await this.#disturb(owner, evidence);
    const fate = this.random();
    if (fate < 0.5) await this.#pauseOwner(owner);
    if (fate < 0.25 || fate >= 0.75) {
      await this.#kill(owner, evidence);
      return [];
    }
    owner.say("leave");
    const left = await owner.word("out");
    await owner.word("rests");
    if (left) owner.say(`go ${evidence}`);
    return left ? [] : ["an owner ended by itself"];
  }

  /** Returns what must not be. */
  async round(number: number): Promise<string[]> {
    const evidence = join(this.folder, `evidence-${this.variant}-${number}`);
    await writeFile(evidence, "");
    while (this.#all.length < contenders) this.#start(null);
    for (const one of this.#all) one.say(`go ${evidence}`);
    const faults: string[] = [];
    // The naive lock may have two owners: then one goes on as if it had none.
    for (let at = 0; at < ownersInRound && faults.length === 0; at += 1) faults.push(...(await this.#tenure(evidence)));
    for (const one of this.#all) one.say("stop");
    const ended = await Promise.all(this.#all.map((one) => one.word("rests")));
    if (ended.includes(false)) faults.push("a contender ended by itself");
    faults.push(...this.#takeBoth(), ...overlaps(await readFile(evidence, "utf8"), this.#killed));
    for (const one of this.#all) one.heard.length = 0;
    this.#all = this.#all.filter((one) => one.alive);
    await rm(evidence);
    return faults;
  }

  #takeBoth(): string[] {
    const both = this.#all.flatMap((one) => one.heard.filter((word) => word.startsWith("both")));
    return both.map((word) => `two owners at a time: ${word.slice(5)}`);
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((one) => one.kill()));
  }
}

/** Those who came in while somebody else was in who was not killed. */
function overlaps(evidence: string, killed: ReadonlySet<number>): string[] {
  const faults: string[] = [];
  let inside: number | null = null;
  for (const line of evidence.split("\n").filter((one) => one !== "")) {
    const [word, json = ""] = line.split("\t");
    const { pid } = JSON.parse(json) as { pid: number };
    if (word === "in" && inside !== null && !killed.has(inside)) faults.push(`${pid} came in while ${inside} was in`);
    if (word === "in") inside = pid;
    else if (inside === pid) inside = null;
  }
  return faults;
}

async function torture(
  program: string,
  folder: string,
  variant: Variant,
  { rounds, seed, progress }: TortureRequest,
): Promise<{ faults: string[]; faulty: number; owners: number; kills: number }> {
  await mkdir(join(folder, variant));
  const arena = new Arena(program, folder, variant, dice(seed * 1_000_003));
  const faults: string[] = [];
  let faulty = 0;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const found = await arena.round(round);
      faults.push(...found.map((fault) => `lock (${variant}), seed ${seed}, round ${round}: ${fault}`));
      if (found.length > 0) faulty += 1;
      if ((round + 1) % 25 === 0) progress(round + 1);
    }
  } finally {
    await arena.close();
  }
  return { faults, faulty, owners: arena.owners, kills: arena.kills };
}

export const lock: Torture = {
  rounds: 150,
  async run(request) {
    const folder = await mkdtemp(join(tmpdir(), "swarm-lock-"));
    try {
      const program = await bundleProgram(resolve("test/torture/lock-child.ts"), folder);
      const lines: TortureLine[] = [];
      const names = { whole: "the owner's lock", record: "its record alone, as where the kernel has no lock" };
      for (const variant of hasAbstractSockets ? (["whole", "record"] as const) : (["record"] as const)) {
        const { faults, owners, kills } = await torture(program, folder, variant, request);
        const note = `${owners} owners of ${contenders} contenders, ${kills} killed`;
        lines.push({ what: names[variant], rounds: request.rounds, faults, control: "", note });
      }
      const naive = await torture(program, folder, "naive", request);
      const line = lines[0]!;
      line.control = `a file with a pid: two owners in ${naive.faulty} of ${request.rounds}`;
      if (naive.faulty === 0) line.faults.push("lock: a file with a pid never had two owners");
      return lines;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
