// When a worktree is parked OpenCode tells its plug-ins so: that is when ours gives back what the worktree needed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createWorker, setStage, startOn, type AgentsFixture } from "../../support/opencode-agents.ts";

/** A plug-in of the person that writes down each directory that is let go of, and with whose collector. */
const witness = (path: string): string => `import { appendFileSync } from "node:fs";
export default async ({ directory }) => ({
  dispose: async () => appendFileSync(${JSON.stringify(path)}, directory + " " + typeof Bun.gc + " " + typeof Bun.shrink + "\\n"),
});
`;

let fixture: AgentsFixture;
const folder = mkdtempSync(join(tmpdir(), "swarm-witness-"));
const told = join(folder, "told");
beforeAll(async () => {
  const plugin = join(folder, "witness.mjs");
  writeFileSync(plugin, witness(told));
  fixture = await startOn(await setStage({ plugin: [pathToFileURL(plugin).href] }), { times: {}, limits: {} });
});
afterAll(async () => {
  await fixture?.close();
  rmSync(folder, { recursive: true });
});

test("a plug-in hears of it, and has a collector that it can call", async () => {
  const { directory } = await createWorker(fixture, "parked");
  await fixture.agents.park(directory);
  await vi.waitUntil(() => readFileSync(told, { encoding: "utf8", flag: "a+" }) !== "", { timeout: 30_000 });
  expect(readFileSync(told, "utf8")).toBe(`${directory} function function\n`);
});
