// A repository whose swarm has an epic and needs no OpenCode: nothing works on it, and events come from a person's marks.
import type { JoinedSwarm } from "../../src/application/joined-swarm.ts";
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { stateDirOf, storeDirOf, storeOptions, type OwnRequest } from "../../src/compose.ts";
import { joinSwarm, type JoinRequest } from "../../src/join-swarm.ts";
import type { RecordedEvent } from "../../src/domain/events.ts";
import { createEpic, epicId, history, planOfTasks } from "./epic-history.ts";
import { createPerson, type Person } from "./opencode-person.ts";

export interface QuietSwarm {
  person: Person;
  epicId: string;
  stateDir: string;
  storeDir: string;
  /** Everything that was said to the log, fields included. */
  said: string[];
  join(changes?: Partial<JoinRequest> & { command?: string }): Promise<JoinedSwarm>;
  remove(): void;
}

export const quickPace = { beatMs: 100, silentMs: 1_000 };

const alone = { command: "a test", trustProject: false, follows: "everything", endsWithUs: false } as const;

/** How a process asks for a place in the swarm of a folder; `owned` is what it is asked for as its owner. */
export function joinRequest(
  place: Pick<OwnRequest, "dir" | "env">,
  owned: Partial<OwnRequest> = {},
  said: string[] = [],
): JoinRequest {
  const note = (message: string, fields = {}): void => void said.push(`${message} ${JSON.stringify(fields)}`);
  const request = { ...place, log: { debug: note, warn: note } };
  return {
    ...request,
    asOwner: () => ({ ...request, ...alone, ...owned }),
    patienceMs: 60_000,
    onWaiting: (why) => void said.push(why.message),
    signal: new AbortController().signal,
    pace: quickPace,
  };
}

export async function quietSwarm(): Promise<QuietSwarm> {
  const person = createPerson("http://127.0.0.1:9", {});
  const repository = { commonDir: `${person.repository}/.git` };
  const storeDir = storeDirOf(repository);
  const store = await openStore({ ...storeOptions, dir: storeDir, owner: { command: "the past" } });
  const past = history([], createEpic(planOfTasks([{ id: "a" }, { id: "b" }])));
  await store.append(
    epicId,
    0,
    past.map(({ seq: _seq, ...event }) => event),
  );
  await store.close();
  const said: string[] = [];
  return {
    person,
    epicId,
    stateDir: stateDirOf(repository),
    storeDir,
    said,
    join({ command = "a test", ...changes } = {}) {
      const place = { dir: person.repository, env: person.env };
      return joinSwarm({ ...joinRequest(place, { command }, said), ...changes });
    },
    remove: () => person.remove(),
  };
}

/** Stores so many events, one after the other. */
export async function burst(swarm: LiveSwarm, events: number, from = 0): Promise<void> {
  for (let at = from; at < from + events; at += 1) {
    const marked = await swarm.markReviewed(epicId, "a", `file-${at}.ts`, `blob-${at}`);
    if (!marked.ok) throw new Error(marked.refusals[0]?.message);
  }
}

/** Numbers of the events that a listener hears from now on. */
export function hearing(swarm: LiveSwarm): { seqs: number[]; events: RecordedEvent[] } {
  const events: RecordedEvent[] = [];
  const seqs: number[] = [];
  swarm.watch((batch) => {
    events.push(...batch);
    seqs.push(...batch.map((event) => event.seq));
  });
  return { seqs, events };
}

export const numbers = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
