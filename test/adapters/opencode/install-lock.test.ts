// A server that is killed while it installs leaves its locks: the next one finds none, and its first session is made.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startAgents } from "../../../src/adapters/opencode/start-agents.ts";
import { createWorker, setStage, type Stage } from "../../support/opencode-agents.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.close());

/** What each lock of the server says of its holder; it is new for each taking. */
function holders(): string[] {
  const folder = join(stage.person.stateDir, "opencode", "state", "opencode", "locks");
  const locks = existsSync(folder) ? readdirSync(folder) : [];
  return locks.flatMap((lock) => {
    try {
      const said = readFileSync(join(folder, lock, "meta.json"), "utf8");
      return said === "" ? [] : [said];
    } catch {
      // Let go meanwhile, or just being taken.
      return [];
    }
  });
}

test("the locks of a killed server are gone after the next start, and do not hold up its first session", async () => {
  const killed = await startAgents(stage.request);
  const session = createWorker({ ...stage, agents: killed }, "a").catch(() => null);
  while (holders().length === 0) await sleep(1);
  process.kill(killed.pid, "SIGKILL");
  await killed.close();
  await session;
  const left = holders();
  expect(left).not.toEqual([]);

  const agents = await startAgents(stage.request);
  try {
    expect(holders().filter((holder) => left.includes(holder))).toEqual([]);
    expect(await createWorker({ ...stage, agents }, "b")).toMatchObject({ session_id: expect.stringMatching(/^ses_/) });
  } finally {
    await agents.close();
  }
});
