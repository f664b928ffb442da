// What the panel is given by the front door: everything that needs an adapter.
import type { LiveSwarm } from "../../application/live-swarm.ts";
import type { Log } from "../../application/ports/ambient.ts";
import type { FollowedSwarm } from "./session/swarm-session.ts";
import type { SetupDeeds } from "./setup/setup-commands.ts";
import type { SetupProbes } from "./setup/setup-monitor.ts";

export interface OpenRequest {
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
  openLive(request: OpenRequest): Promise<LiveSwarm>;
  openView(root: string): Promise<FollowedSwarm>;
  /** Makes a sample repository with a scripted model and opens it in a new window. */
  startDemo(): Promise<void>;
}
