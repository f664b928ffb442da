// What the chaos torture and its windows say to each other, in lines of JSON.

export type ChaosOrder = { finish: string } | { close: true };

/** One stored event, as somebody was told of it. */
export interface Told {
  seq: number;
  id: string;
  type: string;
  epic_id: string | null;
}

export type ChaosSaid =
  | { joined: "owner" | "client" }
  | { news: "silent" | "answers" | "lost" }
  | { heard: Told[] }
  /** The owner said that this file's mark is stored. */
  | { acknowledged: string }
  /** The epic rests before it is done: every task with its status. */
  | { rests: string[] }
  | { finished: "landed" | "never"; resumed: number; tasks: string[] }
  | { logged: string }
  | { failed: string };
