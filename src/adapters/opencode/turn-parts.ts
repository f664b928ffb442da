// What a turn is made of, and what it shows to the folder around it.
import type { TurnEnd, TurnRequest } from "../../application/ports/agents.ts";
import type { Log } from "../../application/ports/ambient.ts";
import type { ServerClient } from "./server-client.ts";
import type { SessionEvent } from "./translate-event.ts";
import type { TurnLimits } from "./turn-limits.ts";
import type { TurnUsage } from "./turn-usage.ts";
import type { WorkerCall } from "./worker-call.ts";

/** All in milliseconds. */
export interface TurnTimes {
  /** How often the clocks are looked at. */
  tick: number;
  /** Silence after which the truth is asked for. */
  recheck: number;
  /** Time for a prompt to show any effect. */
  start: number;
  /** Time for an abort to be obeyed. */
  abort: number;
  /** Least time between two activity signals. */
  activity: number;
  /** Time for which an answer without an end must stand still to count as broken off. */
  broken: number;
}

export const defaultTurnTimes: TurnTimes = {
  tick: 250,
  recheck: 5000,
  start: 120_000,
  abort: 10_000,
  activity: 250,
  broken: 3000,
};

export interface Turn {
  hear(event: SessionEvent): void;
  /** Asks for the truth: events may have been missed. */
  recheck(): void;
  /** A call of the worker's tools: why it is refused, or undefined. */
  call(call: WorkerCall): Promise<string | undefined>;
  /** The server is gone. */
  lost(message: string): void;
  /** Follows it no longer; the turn goes on. */
  leave(): void;
  readonly end: Promise<TurnEnd>;
}

export interface TurnParts {
  client: ServerClient;
  request: TurnRequest;
  times: TurnTimes;
  limits: TurnLimits;
  now(): number;
  log: Log;
  readUsage(): Promise<TurnUsage>;
  /** The server shows that it works on the prompt, or the turn is over: a boot slot is free. */
  onStarted(): void;
}
