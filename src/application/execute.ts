// The one door: load the epic, ask the rules, store the events, fold them.
import type { Command } from "../domain/commands.ts";
import { decide, decideTogether } from "../domain/decide.ts";
import { evolve, type EpicState } from "../domain/epic-state.ts";
import {
  schemaVersion,
  type EventScope,
  type EventType,
  type PendingEvent,
  type RecordedEvent,
  type SwarmEvent,
} from "../domain/events.ts";
import type { Rejection } from "../domain/rejection.ts";
import type { Clock, Ids } from "./ports/ambient.ts";
import type { EventStore } from "./ports/event-store.ts";
import { placeMemory } from "./place-memory.ts";

export type Executed = { ok: true; events: RecordedEvent[]; epic: EpicState } | { ok: false; rejection: Rejection };

export interface Door {
  /**
   * Carries out one command. `actor` is `user`, `system` or `agent:<session>`. Commands of one epic are decided one after
   * the other. Resolves when the events are durable. A refusal is a value; a broken store is a StoreError.
   */
  execute(command: Command, actor: string): Promise<Executed>;
  /** Carries out commands of one epic that are meant together: all of them in one batch, or none when one is refused. */
  executeTogether(epicId: string, commands: readonly Command[], actor: string): Promise<Executed>;
  /** Why a command would be refused now, or null. Nothing is stored. */
  refusal(command: Command): Promise<Rejection | null>;
  /** Stores a fact that belongs to no epic. */
  note(event: SwarmEvent): Promise<void>;
  /** The epic as it is now, or null. */
  epic(epicId: string): Promise<EpicState | null>;
  /** Calls back with an epic after each change of it. Returns what stops it. */
  watch(epicId: string, listener: (epic: EpicState) => void): () => void;
  /** Calls back with each stored batch once it is folded; `epic` null: it is of no epic. Returns what stops it. */
  subscribe(listener: Stored): () => void;
  /** The same door for one act of a person: what is stored through it has a correlation id of its own. */
  act(): Door;
}

export type Stored = (events: readonly RecordedEvent[], epic: EpicState | null) => void;

export interface DoorParts {
  store: EventStore;
  clock: Clock;
  ids: Ids;
  projectId: string;
}

/** What a person marks while they look sets nothing off, so that nothing follows from it. */
const lookedOnly: ReadonlySet<EventType> = new Set(["file_reviewed", "file_unreviewed"]);

/** Without an act, what is stored belongs to the one that its task or epic followed last, else to this opening itself. */
export function openDoor(parts: DoorParts): Door {
  const { store, clock, ids, projectId } = parts;
  const newAct = (): string => `req_${ids.random(12)}`;
  const opening = newAct();
  const epics = new Map<string, EpicState | null>();
  const readings = new Map<string, Promise<void>>();
  const queues = new Map<string, Promise<unknown>>();
  const lastEvent = placeMemory();
  const lastAct = placeMemory();
  const listeners = new Map<string, Set<(epic: EpicState) => void>>();
  const subscribers = new Set<Stored>();

  async function fold(epicId: string): Promise<void> {
    let epic: EpicState | null = null;
    for await (const event of store.read({ epicId })) epic = evolve(epic, event);
    epics.set(epicId, epic);
  }

  async function load(epicId: string): Promise<EpicState | null> {
    if (!epics.has(epicId)) {
      // Read once for all who ask meanwhile: a second reading could end after a command, and forget what it stored.
      const reading = readings.get(epicId) ?? fold(epicId).finally(() => readings.delete(epicId));
      readings.set(epicId, reading);
      await reading;
    }
    return epics.get(epicId) ?? null;
  }

  function complete(event: SwarmEvent & EventScope, actor: string, act: string): PendingEvent {
    return {
      ...event,
      actor,
      id: ids.event(),
      ts: new Date(clock.now()).toISOString(),
      schema_version: schemaVersion,
      tenant_id: null,
      project_id: projectId,
      causation_id: lastEvent.of(event),
      correlation_id: act,
    };
  }

  async function carryOut(
    epicId: string,
    commands: readonly Command[],
    actor: string,
    givenAct: string | null,
  ): Promise<Executed> {
    const epic = await load(epicId);
    const decision = decideTogether(epic, commands, clock.now());
    if (!decision.ok) return decision;
    if (decision.events.length === 0 && epic !== null) return { ok: true, events: [], epic };
    const [first] = commands;
    const place = { epic_id: epicId, task_id: first !== undefined && "task_id" in first ? first.task_id : null };
    const act = givenAct ?? lastAct.of(place) ?? opening;
    const pending = decision.events.map((event) => complete(event, actor, act));
    const events = await store.append(epicId, epic?.version ?? 0, pending);
    let next = epic;
    for (const event of events) {
      next = evolve(next, event);
      lastEvent.keep(event, event.id);
      if (!lookedOnly.has(event.type)) lastAct.keep(event, act);
    }
    if (next === null) throw new Error("a stored event left no epic");
    epics.set(epicId, next);
    for (const listener of listeners.get(epicId) ?? []) listener(next);
    for (const subscriber of subscribers) subscriber(events, next);
    return { ok: true, events, epic: next };
  }

  function inTurn(epicId: string, work: () => Promise<Executed>): Promise<Executed> {
    const run = (queues.get(epicId) ?? Promise.resolve()).then(work);
    queues.set(
      epicId,
      run.catch(() => undefined),
    );
    return run;
  }

  const through = (act: string | null): Door => ({
    execute: (command, actor) => inTurn(command.epic_id, () => carryOut(command.epic_id, [command], actor, act)),
    executeTogether: (epicId, commands, actor) => inTurn(epicId, () => carryOut(epicId, commands, actor, act)),
    async refusal(command) {
      const decision = decide(await load(command.epic_id), command, clock.now());
      return decision.ok ? null : decision.rejection;
    },
    async note(event) {
      const nowhere = { epic_id: null, task_id: null, attempt: null, session_id: null };
      const events = await store.append(null, "any", [complete({ ...event, ...nowhere }, "system", act ?? opening)]);
      for (const subscriber of subscribers) subscriber(events, null);
    },
    epic: load,
    watch(epicId, listener) {
      const all = listeners.get(epicId) ?? new Set();
      listeners.set(epicId, all.add(listener));
      return () => all.delete(listener);
    },
    subscribe(listener) {
      // Its own function object, so that one listener can be subscribed twice.
      const subscriber: Stored = (events, epic) => listener(events, epic);
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
    act: () => through(newAct()),
  });
  return through(null);
}
