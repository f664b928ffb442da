// What `status` says of a move of the person's branch that was stored as begun and whose end nobody saw.
import { expect, test } from "vitest";
import type { OwnerReport } from "../../../src/application/ports/owner.ts";
import type { RecordedEvent } from "../../../src/domain/events.ts";
import type { FollowingView } from "../../../src/surfaces/cli/program.ts";
import { invoke, untouched } from "../../support/command-line.ts";
import { createEpic, epicId, epicOf, history, planOfTasks, type Said } from "../../support/epic-history.ts";

const begin: Said = { type: "BeginEpicLanding", branch: "main", old: "base", new: "tip", strategy: "squash" };
const begun = history(
  [],
  createEpic(planOfTasks([{ id: "a" }])),
  { type: "RecordIntegration", branch: "swarm/epic-1/_integration", commit: "base" },
  begin,
);
const words = "! Moving main was cut off: files of your checkout may be half moved. Change nothing there;";

/** Of a repository whose store holds these events. */
function viewOf(past: readonly RecordedEvent[], owner: OwnerReport | null): FollowingView {
  const epics = [epicOf(past)];
  return {
    root: "/repository",
    owner: () => Promise.resolve(owner),
    epics: () => Promise.resolve(epics),
    epic: (id) => Promise.resolve(epics.find((epic) => epic.id === id) ?? null),
    asks: () => Promise.resolve([]),
    query: () => Promise.reject(new Error("status asks for no rows")),
    read: () => {
      throw new Error("status reads no events");
    },
    lastSeq: () => Promise.reject(new Error("status asks for no number")),
    follow: () => () => undefined,
    close: () => Promise.resolve(),
  };
}

async function status(past: readonly RecordedEvent[], owner: OwnerReport | null): Promise<string> {
  const program = { ...untouched, openView: () => Promise.resolve(viewOf(past, owner)) };
  const invocation = invoke(["status"], { program });
  expect(await invocation.code).toBe(0);
  return invocation.out();
}

test("a move that was cut off is said with what settles it, until it is settled", async () => {
  const said = await status(begun, null);
  expect(said).toContain(words);
  expect(said).toContain("`opencode-swarm clean`");
  expect(said).toContain(epicId);
  const settled = history(begun, { type: "AbandonEpicLanding", reason: "rolled back" });
  expect(await status(settled, null)).not.toContain("cut off");
  expect(await status(history(begun, { type: "RecordEpicLanded" }), null)).not.toContain("cut off");
});

test("a move that its living owner is in the middle of was not cut off", async () => {
  const owner = { command: "opencode-swarm land", pid: 4242, since: "2026-01-01T00:00:00.000Z" };
  const said = await status(begun, owner);
  expect(said).toContain("opencode-swarm land owns this swarm (pid 4242");
  expect(said).not.toContain("cut off");
});
