// A window without a screen, in a process of its own: joins the swarm, says what it hears, marks files, and brings an epic to its end.
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { JoinedSwarm } from "../../src/application/joined-swarm.ts";
import { OwnerError } from "../../src/application/ports/owner.ts";
import type { RecordedEvent } from "../../src/domain/events.ts";
import { joinSwarm } from "../../src/join-swarm.ts";
import { joinRequest } from "../support/quiet-swarm.ts";
import type { ChaosOrder, ChaosSaid } from "./chaos-words.ts";

const [dir = "", name = ""] = process.argv.slice(2);
const say = (said: ChaosSaid): void => void process.stdout.write(`${JSON.stringify(said)}\n`);
const markEveryMs = 500;
const resumesAtMost = 8;

let swarm: JoinedSwarm;
let entering: Promise<void> = Promise.resolve();
let last = 0;
let epicId: string | null = null;
let marking = true;

/** What every window does: it is told what came after the last event that it knows. */
async function enter(): Promise<void> {
  const note = (message: string, fields = {}): void => say({ logged: `${message} ${JSON.stringify(fields)}` });
  const log = { debug: () => undefined, warn: note };
  const joined = await joinSwarm({ ...joinRequest({ dir, env: process.env }, { command: name, log }), log });
  swarm = joined;
  let early: RecordedEvent[] | null = [];
  const hear = (events: readonly RecordedEvent[]): void => {
    const fresh = events.filter((event) => event.seq > last);
    last = fresh.at(-1)?.seq ?? last;
    epicId ??= fresh.find((event) => event.type === "epic_created")?.epic_id ?? null;
    if (fresh.length > 0) say({ heard: fresh.map(({ seq, id, type, epic_id }) => ({ seq, id, type, epic_id })) });
  };
  joined.watch((events) => (early === null ? hear(events) : void early.push(...events)));
  joined.watchOwner((news) => {
    say({ news: news.kind });
    if (news.kind === "lost") entering = joined.close().then(enter);
  });
  say({ joined: joined.ownedBy === null ? "owner" : "client" });
  const read: RecordedEvent[] = [];
  for await (const event of joined.read({ afterSeq: last })) read.push(event);
  hear(read);
  hear(early);
  early = null;
}

const isLost = (error: unknown): boolean =>
  (error instanceof OwnerError && error.reason === "lost") || (error as { reason?: string }).reason === "closed";

/** With the owner of the moment, and with the next one when that is lost meanwhile. */
async function persist<T>(work: (present: JoinedSwarm) => Promise<T>): Promise<T> {
  for (;;) {
    await entering;
    const present = swarm;
    try {
      return await work(present);
    } catch (error) {
      if (!isLost(error)) throw error;
      while (swarm === present) await sleep(20);
    }
  }
}

/** A person would see that the epic rests before it is done, and go on with it. */
async function finish(epic: string): Promise<void> {
  for (let resumed = 0; ; resumed += 1) {
    await persist((present) => present.rest(epic));
    const state = await persist((present) => present.epic(epic));
    const tasks = [...(state?.tasks.values() ?? [])].map((task) => `${task.id} ${task.status}`);
    if (state?.landed != null) return say({ finished: "landed", resumed, tasks });
    if (resumed === resumesAtMost) return say({ finished: "never", resumed, tasks });
    say({ rests: tasks });
    const asked = await persist((present) => present.resume(epic, {}));
    if (!asked.ok) say({ failed: `resume: ${asked.refusals.map((one) => one.message).join("; ")}` });
  }
}

/** What is asked of the owner while everything breaks: each mark is an event, and what was said to be stored must stay. */
async function mark(): Promise<void> {
  for (let number = 1; marking; number += 1) {
    await sleep(markEveryMs);
    if (epicId === null) continue;
    const path = `${name}-${number}.ts`;
    try {
      await entering;
      const marked = await swarm.markReviewed(epicId, "w1", path, "blob");
      if (marked.ok) say({ acknowledged: path });
      else say({ failed: `mark: ${marked.refusals.map((one) => one.message).join("; ")}` });
    } catch (error) {
      if (!(error instanceof OwnerError) && !isLost(error)) say({ failed: `mark: ${String(error)}` });
    }
  }
}

async function obey(order: ChaosOrder): Promise<void> {
  if ("finish" in order) return finish(order.finish);
  marking = false;
  await marks;
  await persist((present) => present.close());
  process.exit(0);
}

const failed = (error: unknown): void => {
  say({ failed: error instanceof Error ? (error.stack ?? String(error)) : String(error) });
  process.exit(1);
};
process.on("unhandledRejection", failed);
entering = enter();
await entering;
const marks = mark();
for await (const line of createInterface({ input: process.stdin }))
  void obey(JSON.parse(line) as ChaosOrder).catch(failed);
