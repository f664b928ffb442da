// What a swarm looks like, folded from its events: for the owner and for anyone who only looks.
import { abandoned } from "../domain/abandoned.ts";
import type { EpicState } from "../domain/epic-state.ts";
import { foldEpics } from "./fold-epics.ts";
import type { EventReader } from "./ports/event-store.ts";
import type { OwnerReport } from "./ports/owner.ts";
import type { AskReport, SwarmView } from "./swarm.ts";

function asksOf(epic: EpicState): AskReport[] {
  return [...epic.tasks.values()].flatMap((task) =>
    task.asks.map((ask): AskReport => {
      const about = { epic_id: epic.id, task_id: task.id, request_id: ask.request_id, kind: ask.kind };
      if (ask.kind === "permission") {
        return { ...about, text: [ask.permission, ...ask.patterns].join(" "), options: ["once", "always", "reject"] };
      }
      const text = ask.questions.map((one) => one.question).join(" / ");
      return { ...about, text, options: ask.questions[0]?.options ?? [] };
    }),
  );
}

/** `owner` says who owns the swarm now. */
export function viewSwarm(root: string, reader: EventReader, owner: () => Promise<OwnerReport | null>): SwarmView {
  const fold = foldEpics(reader);
  return viewThrough(root, reader, owner, async (epicId) => {
    const folded = await fold(epicId);
    if (folded === null) return null;
    // Without an owner nothing works, whatever the last one wrote before it was killed.
    return (await owner()) === null ? abandoned(folded) : folded;
  });
}

/** The same for whoever has the epics folded already: `epic` gives one by its id. */
export function viewThrough(
  root: string,
  reader: EventReader,
  owner: () => Promise<OwnerReport | null>,
  epic: SwarmView["epic"],
): SwarmView {
  async function epics(): Promise<EpicState[]> {
    const listed = await reader.query("SELECT epic_id FROM epics ORDER BY created_at, epic_id");
    const found = await Promise.all(listed.rows.map(([id]) => epic(String(id))));
    return found.filter((one) => one !== null);
  }
  return {
    root,
    owner,
    epic,
    epics,
    asks: async () => (await epics()).flatMap(asksOf),
    query: (sql, params) => reader.query(sql, params),
    read: (filter) => reader.read(filter),
    lastSeq: () => reader.lastSeq(),
    close: () => reader.close(),
  };
}
