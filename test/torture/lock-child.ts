// Contends for the ownership of a folder whenever it is told to, and leaves word in a file when it comes in and goes out.
import { appendFileSync, readFileSync } from "node:fs";
import { open, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { hasCode } from "../../src/adapters/store/journal-files.ts";
import { livenessOf, ownIdentity, type ProcessIdentity } from "../../src/adapters/store/process-identity.ts";
import { type Held, takeRecordLock } from "../../src/adapters/store/record-lock.ts";
import { takeOwnership } from "../../src/adapters/store/owner-lock.ts";
import { StoreError } from "../../src/application/ports/event-store.ts";

const [variant = "", dir = ""] = process.argv.slice(2);
const since = new Date(0).toISOString();
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What most people write, which is the control: a file with a pid, removed by whoever finds that its process is dead. */
async function takeNaively(): Promise<Held | null> {
  const path = join(dir, "naive.pid");
  try {
    const file = await open(path, "wx");
    await file.writeFile(`${process.pid}`);
    await file.close();
    return { release: () => unlink(path).catch(() => undefined) };
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  }
  try {
    const pid = Number(await readFile(path, "utf8"));
    // Killed before it wrote its number; zero would name whoever asks.
    if (pid === 0) throw new Error("nobody");
    process.kill(pid, 0);
  } catch {
    await unlink(path).catch(() => undefined);
  }
  return null;
}

async function take(): Promise<Held | null> {
  if (variant === "naive") return takeNaively();
  if (variant === "record") {
    const taken = await takeRecordLock(dir, "contender", since);
    return "release" in taken ? taken : null;
  }
  return takeOwnership(dir, "contender", since).catch((error: unknown) => {
    if (error instanceof StoreError && error.reason === "owned") return null;
    throw error;
  });
}

const own = ownIdentity();

/** Those who came in and did not go out, and are alive. */
function othersInside(evidence: string): number[] {
  const inside = new Map<number, ProcessIdentity>();
  for (const line of readFileSync(evidence, "utf8").trimEnd().split("\n")) {
    const [word, json = ""] = line.split("\t");
    const who = JSON.parse(json) as ProcessIdentity;
    if (word === "in") inside.set(who.pid, who);
    else inside.delete(who.pid);
  }
  const others = [...inside.values()].filter((who) => who.pid !== own.pid && livenessOf(who, own) === "alive");
  return others.map((who) => who.pid);
}

let contending = false;
let asked = 0;
let mayLeave: () => void = () => undefined;

async function contend(evidence: string): Promise<void> {
  while (contending) {
    const held = await take();
    if (held === null) {
      if (asked > 0 && --asked === 0) say("refused");
      await sleep(Math.random() * 2);
      continue;
    }
    // It may have been told to stop while it was coming in.
    const left = contending ? new Promise<void>((resolve) => (mayLeave = resolve)) : Promise.resolve();
    appendFileSync(evidence, `in\t${JSON.stringify(own)}\n`);
    for (const pid of othersInside(evidence)) say(`both ${process.pid} ${pid}`);
    say("in");
    await left;
    appendFileSync(evidence, `out\t${JSON.stringify(own)}\n`);
    await held.release();
    contending = false;
    say("out");
  }
  say("rests");
}

for await (const line of createInterface({ input: process.stdin })) {
  const [word, evidence = ""] = line.split(" ");
  if (word === "go") {
    contending = true;
    void contend(evidence);
  } else if (word === "leave") mayLeave();
  else if (word === "try") asked = 2;
  else if (word === "stop") {
    contending = false;
    mayLeave();
  }
}
