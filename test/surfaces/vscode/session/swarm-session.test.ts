// Two windows on one repository: one owns the swarm, the other looks, and takes over when the first has ended.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openLiveSwarm, openView } from "../../../../src/compose.ts";
import {
  createSwarmSession,
  type SessionState,
  type SwarmSession,
} from "../../../../src/surfaces/vscode/session/swarm-session.ts";
import { liveFixture, startPlan, until, inState, type LiveFixture } from "../../../support/live-fixture.ts";
import { ownRequest, planOf, scripted, writes } from "../../../support/swarm-fixture.ts";

const log = { debug: () => undefined, warn: () => undefined };

describe("the session of a window", { timeout: 120_000 }, () => {
  let fixture: LiveFixture;
  let dir: string;
  const sessions: SwarmSession[] = [];

  function window(): { session: SwarmSession; kinds: SessionState["kind"][] } {
    const session = createSwarmSession({
      openLive: (root) => openLiveSwarm({ ...ownRequest(fixture), dir: root, command: "a window" }),
      openView: (root) => openView({ dir: root, env: fixture.person.env }),
      log,
      ownerLookMs: 50,
    });
    const kinds: SessionState["kind"][] = [];
    session.onDidChange((state) => kinds.push(state.kind));
    sessions.push(session);
    return { session, kinds };
  }

  beforeAll(async () => {
    fixture = await liveFixture();
    dir = fixture.person.repository;
  });
  afterAll(async () => {
    for (const session of sessions) await session.close();
    await fixture.close();
  });

  it("owns the swarm, follows another's, and takes it over", async () => {
    const [first, second] = [window(), window()];
    expect((await first.session.open(dir)).kind).toBe("own");
    const looked = await second.session.open(dir);
    expect(looked).toMatchObject({ kind: "other", owner: { pid: process.pid, command: "a window" } });
    expect(second.session.live()).toBeNull();

    const swarm = first.session.live();
    if (swarm === null) throw new Error("the first window owns nothing");
    const epicId = await startPlan(swarm, planOf([scripted("a", writes("a", "a.txt", "1\n"))]));
    await until(swarm, epicId, inState("a", "ready"));
    const ready = (session: SwarmSession): void =>
      expect(session.picture.epic(epicId)?.tasks.get("a")?.status).toBe("ready");
    await vi.waitFor(() => ready(first.session), { timeout: 10_000 });
    await vi.waitFor(() => ready(second.session), { timeout: 10_000 });
    expect(second.session.picture.epic(epicId)).toEqual(first.session.picture.epic(epicId));

    await first.session.close();
    expect(first.session.picture.epics()).toEqual([]);
    await vi.waitFor(() => expect(second.session.live()).not.toBeNull(), { timeout: 20_000 });
    expect(second.kinds).toEqual(["opening", "other", "opening", "own"]);
    expect(second.session.picture.epic(epicId)?.tasks.get("a")?.status).toBe("ready");
    await second.session.close();
  });

  it("opens the same swarm once, however often it is asked for", async () => {
    const { session, kinds } = window();
    const states = await Promise.all([session.open(dir), session.open(dir), session.open(dir)]);
    expect(states.map(({ kind }) => kind)).toEqual(["own", "own", "own"]);
    expect(kinds).toEqual(["opening", "own"]);
    await session.close();
    expect(session.live()).toBeNull();
  });

  it("says why a swarm cannot be opened, and tries again when asked", async () => {
    const { session, kinds } = window();
    const state = await session.open(`${dir}-missing`);
    expect(state.kind).toBe("broken");
    expect((await session.open(dir)).kind).toBe("own");
    expect(kinds).toEqual(["opening", "broken", "opening", "own"]);
    await session.close();
  });
});
