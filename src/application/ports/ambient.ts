// Time, dice and words for the log: handed in, so that the rest has no ambient state.

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface Ids {
  /** A new unique event id, `evt_…`, sortable by time. */
  event(): string;
  /** A few random characters of a-z and 0-9. */
  random(length: number): string;
}

export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
}
