// A temporary folder with a store in it, for one test.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openReader } from "../../src/adapters/store/open-reader.ts";
import { openStore, type StoreOptions } from "../../src/adapters/store/open-store.ts";
import { type EventStore, StoreError } from "../../src/application/ports/event-store.ts";
import { storeOptions } from "./store-contents.ts";

/** A folder that is gone when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "swarm-store-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** Opens a store that is closed when the test ends, at the latest. */
export async function testStore(dir: string, changes: Partial<StoreOptions> = {}): Promise<EventStore> {
  const store = await openStore(storeOptions(dir, changes));
  onTestFinished(() => store.close());
  return store;
}

export async function testReader(dir: string, changes: Partial<StoreOptions> = {}) {
  const reader = await openReader(storeOptions(dir, changes));
  onTestFinished(() => reader.close());
  return reader;
}

/** How a promise fails, as the reason of a StoreError. */
export async function failure(work: Promise<unknown>): Promise<StoreError> {
  const error = await work.then(
    () => new Error("it did not fail"),
    (reason: unknown) => reason,
  );
  if (error instanceof StoreError) return error;
  throw error;
}
