// Races for a lock: for every round that it reads, tries to take the lock and says whether it has it, then gives it back.
import { createInterface } from "node:readline";
import { type Held, takeRecordLock } from "../../src/adapters/store/record-lock.ts";
import { takeSocketLock } from "../../src/adapters/store/socket-lock.ts";

const [variant, dir] = process.argv.slice(2) as [string, string];
let held: Held | null = null;

async function take(): Promise<Held | null> {
  if (variant === "socket") return takeSocketLock(dir);
  const taken = await takeRecordLock(dir, `racer ${process.pid}`, new Date(0).toISOString());
  return "release" in taken ? taken : null;
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === "take") {
    held = await take();
    process.stdout.write(held ? "owner\n" : "refused\n");
  } else if (line === "release") {
    await held?.release();
    held = null;
    process.stdout.write("released\n");
  }
}
