// Runs what changes something: takes the ownership, shows every stored event where that is wanted, gives all back at the end.
import type { Requested } from "../../application/refusal.ts";
import type { Swarm } from "../../application/swarm.ts";
import type { EpicResult } from "../../domain/result.ts";
import { reportRefusals } from "./report-refusals.ts";
import type { Session } from "./session.ts";

/** How a verb ended: the exit code, the last line of JSON, and the lines for people. */
export interface Ended {
  exit: number;
  result: EpicResult | Record<string, unknown>;
  report: readonly string[];
}

export interface OwnerOptions {
  opencode?: string;
  trustProject?: boolean;
}

/** What a verb that has no epic to speak of ends its JSON with. */
export const doneWithout = (more: Record<string, unknown>): Record<string, unknown> => ({
  type: "result",
  epic_id: null,
  status: "done",
  tasks: [],
  landed: null,
  ...more,
});

/** Gives the exit code. Breakdowns pass through, after everything was given back. */
export async function asOwner(
  session: Session,
  options: OwnerOptions,
  act: (swarm: Swarm) => Promise<Requested<Ended>>,
): Promise<number> {
  const { around, output, json, dir, log } = session;
  const { env, program } = around;
  const command = ["opencode-swarm", ...around.argv].join(" ").slice(0, 200);
  const { opencode, trustProject } = options;
  const swarm = await program.openSwarm({
    dir,
    command,
    ...(opencode === undefined ? {} : { opencode }),
    trustProject: trustProject === true,
    env,
    log,
    // Also what opening settles after a kill, and what closing stores.
    onEvents: (events) => {
      if (json) events.forEach(output.json);
    },
  });
  const ended = await act(swarm).catch(async (error: unknown) => {
    await swarm.close().catch((second: unknown) => log.warn("closing after a breakdown", { error: String(second) }));
    throw error;
  });
  try {
    await swarm.close();
  } catch (error) {
    // What broke the command breaks its closing too; the result, which says so, is still to be printed.
    if (!ended.ok || ended.value.exit === 0) throw error;
    log.warn("closing after a breakdown", { error: String(error) });
  }
  if (!ended.ok) return reportRefusals(session, ended.refusals);
  if (json) output.json(ended.value.result);
  else for (const line of ended.value.report) output.line(line);
  return ended.value.exit;
}
