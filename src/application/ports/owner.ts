// The socket for the process that owns a swarm, as another process meets it.

/** The process that owns a swarm. */
export interface OwnerReport {
  pid: number;
  command: string;
  /** ISO-8601 UTC. */
  since: string;
}

export type OwnerFailure =
  /** It lives and does not answer: it was stopped, or its machine has no time for it. Nothing was sent to it. */
  | "silent"
  /** It ended, or the line to it was cut, before it answered: what was asked may have been done. */
  | "lost"
  /** It owns the swarm and cannot be spoken to: it is starting, or it is elsewhere. */
  | "unreachable"
  /** It is of another version, which speaks otherwise. */
  | "other-version"
  /** It did not understand what it was asked. */
  | "refused";

/** The owner of the swarm could not be spoken to. `details` has its pid, command and since. */
export class OwnerError extends Error {
  override readonly name = "OwnerError";
  constructor(
    readonly reason: OwnerFailure,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
