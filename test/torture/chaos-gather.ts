// Looks at what a chaos round came to: the journal, the branches, what the model was asked and what still runs.
import { setTimeout as sleep } from "node:timers/promises";
import { openView } from "../../src/compose.ts";
import type { ScriptedModel } from "../../src/demo/scripted-model.ts";
import type { RecordedEvent } from "../../src/domain/events.ts";
import type { Person } from "../support/opencode-person.ts";
import { processesWith } from "../support/processes.ts";
import type { Evidence } from "./chaos-judge.ts";
import type { Member, Window } from "./chaos-members.ts";

/** Milliseconds in which all that was started must have ended. */
const orphanMs = 15_000;

async function stillRunning(root: string): Promise<string[]> {
  const until = Date.now() + orphanMs;
  for (;;) {
    const left = await processesWith(root);
    if (left.length === 0 || Date.now() > until) return left;
    await sleep(100);
  }
}

const saidBy = (member: Member): Window["said"] => ("said" in member ? (member as Window).said : []);

export async function gather(
  { person, model, members }: { person: Person; model: ScriptedModel; members: readonly Member[] },
  { epicId, tasks, readAfter }: { epicId: string; tasks: readonly string[]; readAfter: number },
): Promise<Evidence> {
  const view = await openView({ dir: person.repository, env: person.env });
  const journal: RecordedEvent[] = [];
  const seqs: number[] = [];
  for await (const event of view.read({})) journal.push(event);
  for await (const event of view.read({ afterSeq: readAfter })) seqs.push(event.seq);
  await view.close();
  const show = (what: string): string | null => {
    try {
      return person.git("show", what);
    } catch {
      return null;
    }
  };
  return {
    journal,
    readAfter: { seq: readAfter, seqs },
    told: Object.fromEntries(members.map(({ name, told }) => [name, told])),
    acknowledged: members.flatMap(saidBy).flatMap((one) => ("acknowledged" in one ? [one.acknowledged] : [])),
    requests: model.requests,
    files: tasks.map((task) => ({
      task,
      integration: show(`swarm/${epicId}/_integration:${task}.txt`),
      main: show(`main:${task}.txt`),
    })),
    commits: Number(person.git("rev-list", "--count", "--no-merges", "main").trim()) - 1,
    uncommitted: person.git("status", "--porcelain"),
    left: await stillRunning(person.root),
    epicId,
  };
}
