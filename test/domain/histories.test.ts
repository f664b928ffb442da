// Histories are for ever: what an older release stored still replays to the state and the tables that it meant.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { evolve, type EpicState } from "../../src/domain/epic-state.ts";
import { schemaVersion, type RecordedEvent } from "../../src/domain/events.ts";
import { resultOf } from "../../src/domain/result.ts";
import { upcast } from "../../src/domain/upcast.ts";
import { projectedRows } from "./projected-rows.ts";

const folder = fileURLToPath(new URL("../fixtures/histories/", import.meta.url));
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".jsonl"))
  .map((file) => file.slice(0, -".jsonl".length));

const read = (name: string): RecordedEvent[] =>
  readFileSync(`${folder}${name}.jsonl`, "utf8")
    .trim()
    .split("\n")
    .map((line) => upcast(JSON.parse(line) as RecordedEvent));

function epicsOf(events: readonly RecordedEvent[]): EpicState[] {
  const epics = new Map<string, EpicState>();
  for (const event of events) {
    if (event.epic_id !== null) epics.set(event.epic_id, evolve(epics.get(event.epic_id) ?? null, event));
  }
  return [...epics.values()];
}

describe("a history of an older release", () => {
  it("is there for every release that stored one", () => {
    expect(names).toEqual(expect.arrayContaining(["0.1.0-five-tasks", "0.2.0-reviewed"]));
  });

  it.each(names)("replays: %s", (name) => {
    const events = read(name);
    const meant = JSON.parse(readFileSync(`${folder}${name}.expected.json`, "utf8")) as unknown;
    const epics = epicsOf(events);
    expect({ results: epics.map(resultOf), tables: projectedRows(events) }).toEqual(meant);
    expect(epics.map((epic) => epic.version)).toEqual(
      epics.map((epic) => events.filter((event) => event.epic_id === epic.id).length),
    );
  });

  it.each(names)("can be cut off after any event: %s", (name) => {
    const events = read(name);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, at) => at + 1));
    for (let end = 0; end <= events.length; end += 1) {
      for (const epic of epicsOf(events.slice(0, end)))
        expect(JSON.stringify(resultOf(epic))).not.toContain("undefined");
    }
  });
});

describe("an event of a newer release", () => {
  it("is refused with what to do", () => {
    const [event] = read("0.1.0-five-tasks");
    if (event === undefined) throw new Error("an empty history");
    expect(() => upcast({ ...event, schema_version: schemaVersion + 1 })).toThrow(
      /newer release .* update opencode-swarm/,
    );
    expect(upcast(event)).toEqual(event);
  });
});
