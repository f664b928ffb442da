// The small agent server of the tortures, where it has to be as OpenCode is.
import { expect, it } from "vitest";
import { agentWorld } from "./worktrees/small-agents.ts";

it("a session or a message of one world is never taken for one of another", async () => {
  const connect = () => agentWorld().connect((request) => request());
  const [one, other] = [connect(), connect()];
  const wish = { directory: "/one", title: "T", agent: null, model: null, epic_id: "e", task_id: "t" };
  const { session_id } = await one.createSession(wish);
  await other.createSession({ ...wish, directory: "/other" });
  expect(await one.sessionExists(session_id, "/one")).toBe(true);
  expect(await other.sessionExists(session_id, "/one")).toBe(false);
  expect(other.newMessageId()).not.toBe(one.newMessageId());
});
