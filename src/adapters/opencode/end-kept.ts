// Ends what a keeper keeps: in order, through the keeper, and by force when that takes too long.
import { setTimeout as wait } from "node:timers/promises";
import type { Log } from "../../application/ports/ambient.ts";
import { kill, stillRuns, type ProcessIdentity } from "./process-table.ts";
import { isSameProcess, readServerRecord, reapRecorded, serverFolderIn } from "./server-record.ts";

/** The keeper asks the server to end its commands, then asks it to end, with three seconds for each. */
const endWithinMs = 10_000;

/** Resolves when the keeper has ended, or has had its time. */
export async function endKeeper(keeper: ProcessIdentity): Promise<void> {
  if (stillRuns(keeper)) kill(keeper.pid, "SIGTERM");
  const patience = Date.now() + endWithinMs;
  while (stillRuns(keeper) && Date.now() < patience) await wait(20);
}

/** Ends the server of a swarm that nobody owns any more, with its keeper and all that it started. */
export async function endLeftServer(swarmState: string, log: Log): Promise<void> {
  const stateDir = serverFolderIn(swarmState);
  const keeper = readServerRecord(stateDir)?.keeper;
  if (keeper !== undefined && isSameProcess(keeper)) await endKeeper(keeper);
  // A keeper that is stuck, or was killed, is replaced by force.
  reapRecorded(stateDir, log);
}
