// A process of its own in a repository's swarm: joins it, says what it becomes and what it hears, and does what it is told, in JSON lines.
import { createInterface } from "node:readline";
import type { JoinedSwarm } from "../../src/application/joined-swarm.ts";
import { joinSwarm } from "../../src/join-swarm.ts";
import { joinRequest } from "./quiet-swarm.ts";

const [dir = "", name = ""] = process.argv.slice(2);
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const present: { swarm: JoinedSwarm | null } = { swarm: null };
let last = 0;
let marks = 0;

/** A window does the same: it is told what came after the last event that it knows. */
async function enter(): Promise<void> {
  const joined = await joinSwarm(joinRequest({ dir, env: process.env }, { command: name }));
  present.swarm = joined;
  let early: number[] | null = [];
  const hear = (seqs: number[]): void => {
    const fresh = seqs.filter((seq) => seq > last);
    last = fresh.at(-1) ?? last;
    if (fresh.length > 0) say({ heard: fresh });
  };
  joined.watch((events) => {
    const seqs = events.map((event) => event.seq);
    if (early === null) hear(seqs);
    else early.push(...seqs);
  });
  joined.watchOwner((news) => {
    say({ news });
    if (news.kind === "lost") void joined.close().then(enter);
  });
  say({ joined: joined.ownedBy === null ? "owner" : "client", owner: joined.ownedBy?.pid ?? process.pid });
  const read: number[] = [];
  for await (const event of joined.read({ afterSeq: last })) read.push(event.seq);
  hear(read);
  hear(early);
  early = null;
}

await enter();
for await (const line of createInterface({ input: process.stdin })) {
  const { mark, close } = JSON.parse(line) as { mark?: number; close?: true };
  if (close === true) break;
  // Each mark is an event; one whose answer is lost may have been stored.
  for (let at = 0; at < (mark ?? 0); at += 1) {
    const marked = await present.swarm?.markReviewed("epic-1", "a", `${name}-${++marks}.ts`, "blob").then(
      (done) => done.ok,
      (error: unknown) => String(error),
    );
    if (marked !== true) say({ failed: marked });
  }
  say({ marked: mark });
}
await present.swarm?.close();
process.exit(0);
