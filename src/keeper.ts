// Front door: the keeper, a small program beside the owner. It outlives owners, so that a reload ends no worker's turn.
import { keeperRequestSchema } from "./adapters/opencode/keeper-request.ts";
import { keepServer } from "./adapters/opencode/keep-server.ts";
import { readOwner } from "./adapters/store/owner-lock.ts";

process.once("message", (message) => {
  const request = keeperRequestSchema.parse(message);
  const keeping = keepServer(request, {
    isOwned: async () => (await readOwner(request.storeDir)) !== null,
    // The owner may have ended meanwhile: then nobody waits for an answer.
    reply: (reply) => void (process.connected && process.send?.(reply, undefined, undefined, () => undefined)),
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => void keeping.then(({ end }) => end()));
  }
  void keeping.then(({ over }) => over).then(() => process.exit(0));
});
process.on("SIGHUP", () => undefined);
