// The rules: what a command makes happen to an epic, or why it may not.
import type { Command, EpicCommand } from "./commands.ts";
import { evolve, type EpicState } from "./epic-state.ts";
import { decideTask } from "./decide-task.ts";
import type { PendingEvent, RecordedEvent, SwarmEvent } from "./events.ts";
import { settlePolicies } from "./policies.ts";
import { refuse, type Decision } from "./rejection.ts";
import { ofEpic, type ScopedEvent } from "./scoped-event.ts";

function decideCreated(epic: EpicState, command: Exclude<EpicCommand, { type: "CreateEpic" }>): Decision<ScopedEvent> {
  const ok = (...events: SwarmEvent[]): Decision<ScopedEvent> => ({
    ok: true,
    events: events.map((event) => ofEpic(epic.id, event)),
  });
  const move = epic.move;
  switch (command.type) {
    case "ResumeEpic":
      return ok({ type: "epic_resumed", data: { options: command.options } });
    case "InterruptEpic":
      return ok({ type: "epic_interrupted", data: { reason: command.reason } });
    case "RecordIntegration":
      if (epic.integration !== null) return ok();
      return ok({ type: "integration_created", data: { branch: command.branch, commit: command.commit } });
    case "MoveIntegration": {
      const { old, new: next, target_commit } = command;
      return ok({ type: "integration_updated", data: { old, new: next, target_commit } });
    }
    case "RecordEpicCheck": {
      const { type: _type, epic_id: _epic, ...data } = command;
      return ok({ type: "check_finished", data });
    }
    case "BeginEpicLanding": {
      if (move !== null) return refuse("LandingInProgress", `${move.branch} is being moved already`);
      const { branch, old, new: next, strategy, aside } = command;
      const landing = epic.landings + 1;
      const data = { landing, branch, old, new: next, strategy, ...(aside === undefined ? {} : { aside }) };
      return ok({ type: "epic_landing_started", data });
    }
    case "RecordEpicLanded": {
      if (move?.purpose !== "land") return ok();
      const { landing, branch, strategy, aside: ref } = move;
      const { left } = command;
      const aside = ref === undefined || left === undefined ? {} : { aside: { ref, left } };
      const data = { landing, branch, commit: move.new, previous: move.old, strategy, ...aside };
      return ok({ type: "epic_landed", data });
    }
    case "RefuseEpicLanding": {
      const { code, message, files } = command;
      return ok({ type: "epic_landing_refused", data: { code, message, files } });
    }
    case "RetryEpicLanding":
      if (epic.landed !== null) return ok();
      if (epic.refusal === null && epic.despite_checks === command.despite_checks) return ok();
      return ok({
        type: "epic_landing_retried",
        data: command.despite_checks ? { despite_checks: true } : {},
      });
    case "AbandonEpicLanding":
      if (move?.purpose !== "land") return ok();
      return ok({
        type: "epic_landing_abandoned",
        data: { landing: move.landing, branch: move.branch, reason: command.reason },
      });
    case "BeginUndo": {
      if (move !== null) return refuse("LandingInProgress", `${move.branch} is being moved already`);
      if (epic.landed === null)
        return refuse("NothingLanded", `${epic.id} has not landed, so there is nothing to undo`);
      const { landing, branch } = epic.landed;
      return ok({
        type: "epic_undo_started",
        data: { landing, branch, old: command.old, new: command.new, how: command.how },
      });
    }
    case "RecordUndone":
      if (move === null || move.purpose === "land") return ok();
      return ok({
        type: "epic_landing_undone",
        data: {
          landing: move.landing,
          branch: move.branch,
          commit: move.new,
          how: move.purpose === "undo" ? "reset" : "revert",
        },
      });
    case "AbandonUndo":
      if (move === null || move.purpose === "land") return ok();
      return ok({
        type: "epic_undo_abandoned",
        data: { landing: move.landing, branch: move.branch, reason: command.reason },
      });
  }
}

/** Makes a stored-looking event of one that is only decided, so that rules can look at what follows from it. */
export function provisional(event: ScopedEvent, now: number): RecordedEvent {
  const pending: PendingEvent = {
    ...event,
    id: "",
    ts: new Date(now).toISOString(),
    schema_version: 0,
    tenant_id: null,
    project_id: "",
    actor: "",
    causation_id: null,
    correlation_id: null,
  };
  return { ...pending, seq: 0 };
}

function decideAlone(epic: EpicState | null, command: Command, now: number): Decision<ScopedEvent> {
  if (command.type === "CreateEpic") {
    if (epic !== null) return refuse("EpicAlreadyExists", `the epic ${command.epic_id} exists already`);
    const { plan, plan_hash, target_branch, base_commit, options } = command;
    const data = { title: plan.title, plan, plan_hash, target_branch, base_commit, options };
    return { ok: true, events: [ofEpic(command.epic_id, { type: "epic_created", data })] };
  }
  if (epic === null)
    return refuse("UnknownEpic", `there is no epic ${command.epic_id}; \`opencode-swarm status\` lists them`);
  if ("task_id" in command) return decideTask(epic, command, now);
  return decideCreated(epic, command);
}

const folded = (epic: EpicState | null, events: readonly ScopedEvent[], now: number): EpicState | null =>
  events.reduce<EpicState | null>((state, event) => evolve(state, provisional(event, now)), epic);

/**
 * Decides one command. `now` is milliseconds since the epoch. The events include what follows at once by policy: tasks
 * that become blocked, unblocked or approved.
 */
export function decide(epic: EpicState | null, command: Command, now: number): Decision<ScopedEvent> {
  const decision = decideAlone(epic, command, now);
  if (!decision.ok || decision.events.length === 0) return decision;
  const events = [...decision.events];
  let state = folded(epic, events, now);
  while (state !== null) {
    const more = settlePolicies(state, events);
    if (more.length === 0) break;
    events.push(...more);
    state = folded(state, more, now);
  }
  return { ok: true, events };
}

/** Decides commands that are meant together, each on what those before it make: all of them, or the first refusal. */
export function decideTogether(
  epic: EpicState | null,
  commands: readonly Command[],
  now: number,
): Decision<ScopedEvent> {
  const events: ScopedEvent[] = [];
  let state = epic;
  for (const command of commands) {
    const decision = decide(state, command, now);
    if (!decision.ok) return decision;
    events.push(...decision.events);
    state = folded(state, decision.events, now);
  }
  return { ok: true, events };
}
