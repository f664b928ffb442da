// Says once, on stderr, why a command waits for the process that owns the swarm.
import type { OwnerError } from "../../application/ports/owner.ts";
import { plainLine } from "./plain-text.ts";
import type { Session } from "./session.ts";

/** Milliseconds that another process may take to start before a person hears of it. */
const patienceMs = 2_000;

export function noteWaiting({ around, output }: Session): (why: OwnerError) => void {
  const since = around.now();
  let noted = false;
  return (why) => {
    if (noted || (why.reason !== "silent" && around.now() - since < patienceMs)) return;
    noted = true;
    output.note(`opencode-swarm: waiting. ${plainLine(why.message)}`);
  };
}
