// A prompt that OpenCode takes and then does nothing with: noticed, and no slot is lost.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorker, playTurn, setStage, startOn, type AgentsFixture } from "../../support/opencode-agents.ts";

let fixture: AgentsFixture;
beforeAll(async () => {
  const stage = await setStage();
  // A plug-in of somebody holds every prompt back before the turn begins.
  const pluginPath = join(dirname(stage.request.pluginPath), "holds-back.js");
  writeFileSync(
    pluginPath,
    `import ours from "./plugin.js";
     export default async (input, options) =>
       ({ ...(await ours(input, options)), "chat.message": () => new Promise(() => {}) });`,
  );
  stage.request.pluginPath = pluginPath;
  fixture = await startOn(stage, { times: { start: 1500 }, limits: {} });
});
afterAll(() => fixture?.close());

test("a prompt without any effect ends the turn", async () => {
  const worker = await createWorker(fixture, "silent");
  const { end, accepted } = await playTurn(fixture.agents, worker, [{ text: "never" }]);
  expect(end).toMatchObject({ kind: "failed", code: "turn_not_started", last_message: null });
  expect(accepted).toBe(1);
  expect(fixture.model.requests.filter((request) => request.session === worker.session_id)).toEqual([]);
});

test("an abort of such a turn ends it too", async () => {
  const worker = await createWorker(fixture, "stopped");
  const stop = new AbortController();
  const turn = playTurn(fixture.agents, worker, [{ text: "never" }], {
    signal: stop.signal,
    onAccepted: () => stop.abort(),
  });
  expect((await turn).end.kind).toBe("aborted");
});
