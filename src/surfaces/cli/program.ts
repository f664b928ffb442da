// What the command line needs from the rest of the program, and from the machine: handed in by the front door.
import type { Follows } from "../../application/drive.ts";
import type { JoinedSwarm } from "../../application/joined-swarm.ts";
import type { Log } from "../../application/ports/ambient.ts";
import type { OwnerError } from "../../application/ports/owner.ts";
import type { SwarmView } from "../../application/swarm.ts";
import type { RecordedEvent } from "../../domain/events.ts";

export type Environment = NodeJS.ProcessEnv;

/** A view that also hears of what is stored from now on, whoever stores it. */
export interface FollowingView extends SwarmView {
  /** Calls back with each event after `afterSeq`, those that are there and those that come. Returns what stops it. */
  follow(afterSeq: number, listener: (event: RecordedEvent) => void, onError: (error: unknown) => void): () => void;
}

/** One line of `doctor`. */
export interface Finding {
  name: string;
  ok: boolean;
  detail: string;
  /** What to do about it; null when there is nothing to do. */
  remedy: string | null;
}

export interface JoinRequest {
  dir: string;
  /** What others are told who owns the swarm, if this process does. */
  command: string;
  /** What may follow from the person's word, if this process owns the swarm. */
  follows: Follows;
  /** Path of the OpenCode program that the person named. */
  opencode?: string;
  /** The person trusts plug-ins and tools of this repository. */
  trustProject: boolean;
  env: Environment;
  log: Log;
  /** Hears every stored batch from the very first, those of the recovery and of the end included, if this process owns. */
  onEvents(events: readonly RecordedEvent[]): void;
  /** Told of each try to join that came to nothing. */
  onWaiting(why: OwnerError): void;
  /** Ends the tries. */
  signal: AbortSignal;
}

export interface Program {
  readonly version: string;
  /** Owns the swarm, or is a client of its owner. Throws GitError, StoreError, OwnerError, the signal's reason. */
  joinSwarm(request: JoinRequest): Promise<JoinedSwarm>;
  /** Works while another process owns the store. */
  openView(request: { dir: string; env: Environment }): Promise<FollowingView>;
  diagnose(request: { dir: string; opencode?: string; env: Environment; log: Log }): Promise<Finding[]>;
  /** Makes the database anew from the journal. What stands in the way is a finding too. */
  repair(request: { dir: string; env: Environment; log: Log }): Promise<Finding>;
}

export type SignalName = "SIGINT" | "SIGTERM" | "SIGHUP";

/** The process around a command: its streams, its signals, its clock. */
export interface Surroundings {
  /** Arguments after the program's name. */
  argv: readonly string[];
  env: Environment;
  cwd: string;
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: NodeJS.WritableStream & { isTTY?: boolean; columns?: number; rows?: number };
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
  program: Program;
  /** Calls back with each signal that asks the process to end. Returns what stops it. */
  onSignal(listener: (signal: SignalName) => void): () => void;
  /** Ends the process now; for a second signal. */
  exitNow(code: number): void;
  /** Milliseconds since the epoch. */
  now(): number;
}
