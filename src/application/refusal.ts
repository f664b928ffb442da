// Why a request of a person was refused as a whole: what they see, and the exit code of the command line.

export interface Refusal {
  /** 1: not now or not possible. 2: the request is wrong. 3: the machine or the repository lacks something. */
  exit: 1 | 2 | 3;
  code: string;
  message: string;
  remedy: string;
  task?: string;
  field?: string;
}

export type Requested<T> = { ok: true; value: T } | { ok: false; refusals: Refusal[] };

export const refused = (...refusals: Refusal[]): { ok: false; refusals: Refusal[] } => ({ ok: false, refusals });
