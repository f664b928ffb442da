// The agent server of a swarm: started again when it died, up to a limit that a person's word resets.
import { expect, it } from "vitest";
import { agentServer } from "../../src/application/agent-server.ts";
import type { Agents } from "../../src/application/ports/agents.ts";

const unused = (): never => {
  throw new Error("nobody asks that of a server that has died");
};

/** A server that has died as soon as it was started. */
const dead = (pid: number): Agents => ({
  version: "1",
  pid,
  gone: () => "crashed",
  models: unused,
  resolveModel: unused,
  checkAgent: unused,
  createSession: unused,
  sessionExists: unused,
  newMessageId: unused,
  hasMessage: unused,
  runTurn: unused,
  replyPermission: unused,
  answerQuestion: unused,
  park: unused,
  close: async () => undefined,
  leave: async () => undefined,
});

it("is started again until it is clear that it keeps dying, and again after a person's word", async () => {
  const started: number[] = [];
  const server = agentServer(
    { note: async () => undefined },
    async () => {
      started.push(started.length);
      return dead(started.length);
    },
    null,
  );
  await expect(server.get([])).rejects.toMatchObject({ reason: "server-lost" });
  expect(started).toHaveLength(4);
  await expect(server.get([])).rejects.toMatchObject({ reason: "server-lost" });
  expect(started).toHaveLength(4);
  server.forgive();
  await expect(server.get([])).rejects.toMatchObject({ reason: "server-lost" });
  expect(started).toHaveLength(8);
});
