// What the panel is given by the front door: everything that needs an adapter.
import type { JoinedSwarm } from "../../application/joined-swarm.ts";
import type { Log } from "../../application/ports/ambient.ts";
import type { JoinWish } from "./session/seek-swarm.ts";
import type { SetupDeeds } from "./setup/setup-commands.ts";
import type { SetupProbes } from "./setup/setup-monitor.ts";

export interface OpenRequest extends JoinWish {
  /** Root of the checkout. */
  root: string;
  /** What other processes are told of this one. */
  name: string;
  /** Path of OpenCode that the person named, or null. */
  opencode: string | null;
}

export interface PanelCore {
  log: Log;
  probes: SetupProbes;
  deeds: SetupDeeds;
  /** Tries until this window owns the swarm, or is a client of its owner. */
  join(request: OpenRequest): Promise<JoinedSwarm>;
  /** Makes a sample repository with a scripted model and opens it in a new window. */
  startDemo(): Promise<void>;
}
