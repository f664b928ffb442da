// More workers than may start at once: they work at the same time, each in its own worktree, and are parked.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorker, playTurn, startFixture, type AgentsFixture } from "../../support/opencode-agents.ts";

let fixture: AgentsFixture;
beforeAll(async () => {
  fixture = await startFixture({ times: {}, limits: {} });
});
afterAll(() => fixture?.close());

test("ten workers run side by side and write only into their own worktrees", async () => {
  const { agents, person } = fixture;
  const names = Array.from({ length: 10 }, (_none, index) => `w${index}`);
  // Each waits until all have begun: they could not end if they ran one after the other.
  const meeting = join(person.root, "meeting");
  const command = `echo x >> '${meeting}'; until [ "$(wc -l < '${meeting}')" -ge 10 ]; do sleep 0.1; done`;
  const ends = await Promise.all(
    names.map(async (name) => {
      const worker = await createWorker(fixture, name);
      const { end } = await playTurn(agents, worker, [
        { tool: "bash", args: { command, description: "waits for the others", timeout: 100_000 } },
        { tool: "write", args: { filePath: "name.txt", content: name } },
        { text: `${name} is done` },
      ]);
      await agents.park(worker.directory);
      return { name, end, wrote: readFileSync(join(worker.directory, "name.txt"), "utf8") };
    }),
  );
  for (const { name, end, wrote } of ends) {
    expect(end).toMatchObject({ kind: "idle", last_message: `${name} is done` });
    expect(wrote).toBe(name);
  }
  expect(person.git("status", "--porcelain")).toBe("");
}, 180_000);

test("a parked session goes on where it was", async () => {
  const worker = await createWorker(fixture, "again");
  await playTurn(fixture.agents, worker, [{ text: "one" }, { text: "two" }]);
  await fixture.agents.park(worker.directory);
  const id = fixture.agents.newMessageId();
  expect(await fixture.agents.hasMessage(worker.session_id, worker.directory, id)).toBe(false);
  const { end } = await playTurn(fixture.agents, worker, [], { message_id: id });
  expect(end.last_message).toBe("two");
  expect(await fixture.agents.hasMessage(worker.session_id, worker.directory, id)).toBe(true);
});

test("a worktree or a session that is gone ends the turn with that reason", async () => {
  const worker = await createWorker(fixture, "gone");
  const nowhere = { ...worker, directory: join(fixture.person.root, "nowhere") };
  expect((await playTurn(fixture.agents, nowhere, [])).end).toMatchObject({ kind: "failed", code: "worktree_lost" });
  const unknown = { ...worker, session_id: "ses_000000000000aaaaaaaaaaaaaa" };
  expect((await playTurn(fixture.agents, unknown, [])).end).toMatchObject({ kind: "failed", code: "session_lost" });
  expect(await fixture.agents.sessionExists(unknown.session_id, worker.directory)).toBe(false);
  expect(await fixture.agents.sessionExists(worker.session_id, worker.directory)).toBe(true);
});
