// A process of its own in a repository's swarm: joins it and writes down when it heard each event, by the machine's clock.
import { joinSwarm } from "../../src/join-swarm.ts";
import { joinRequest } from "../support/quiet-swarm.ts";

const [dir = ""] = process.argv.slice(2);
const swarm = await joinSwarm({ ...joinRequest({ dir, env: process.env }), pace: {} });
swarm.watch((events) => {
  const at = performance.timeOrigin + performance.now();
  process.stdout.write(`${JSON.stringify(events.map((event) => [event.seq, at]))}\n`);
});
process.stdout.write("[]\n");
process.stdin.on("end", () => void swarm.close().then(() => process.exit(0))).resume();
