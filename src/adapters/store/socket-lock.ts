// The lock that the kernel keeps: a Linux abstract socket is gone with its process, without a file to go stale.
import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { createServer } from "node:net";
import { hasCode } from "./journal-files.ts";
import type { Held } from "./record-lock.ts";

/** Whether this system has abstract sockets. */
export const hasAbstractSockets = process.platform === "linux";

/** Takes the lock on a directory, or returns null if a living process has it. */
export async function takeSocketLock(dir: string): Promise<Held | null> {
  const name = createHash("sha256")
    .update(await realpath(dir))
    .digest("hex")
    .slice(0, 40);
  const server = createServer((socket) => socket.destroy());
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ path: `\0opencode-swarm-${name}`, exclusive: true }, resolve);
    });
  } catch (error) {
    if (hasCode(error, "EADDRINUSE")) return null;
    throw error;
  }
  // The lock must not keep its process alive.
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}
