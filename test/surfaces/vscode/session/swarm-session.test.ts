// Windows on one repository: one owns the swarm, each can do everything, and another owns it when the first has ended.
import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openStore } from "../../../../src/adapters/store/open-store.ts";
import { joinSwarm } from "../../../../src/join-swarm.ts";
import { storeDirOf, storeOptions } from "../../../../src/compose.ts";
import {
  createSwarmSession,
  type SessionState,
  type SwarmSession,
} from "../../../../src/surfaces/vscode/session/swarm-session.ts";
import { ownerBanner } from "../../../../src/surfaces/vscode/tree/owner-banner.ts";
import {
  approvedByPerson,
  inState,
  liveFixture,
  startPlan,
  taskIn,
  until,
  type LiveFixture,
} from "../../../support/live-fixture.ts";
import { joinRequest } from "../../../support/quiet-swarm.ts";
import { ownRequest, planOf, scripted, writes } from "../../../support/swarm-fixture.ts";
import { english } from "../english.ts";

const log = { debug: () => undefined, warn: () => undefined };
const soon = { timeout: 30_000 };

interface Window {
  session: SwarmSession;
  kinds: SessionState["kind"][];
  /** Numbers of the events that it was told of as news. */
  news: number[];
}

describe("the session of a window", { timeout: 120_000 }, () => {
  let fixture: LiveFixture;
  let dir: string;
  const sessions: SwarmSession[] = [];

  function window(): Window {
    const session = createSwarmSession({
      join(root, wish) {
        const asked = { ...ownRequest(fixture), dir: root, command: "a window" };
        return joinSwarm({ ...joinRequest(asked, asked), patienceMs: Number.POSITIVE_INFINITY, ...wish });
      },
      log,
      tellAfterMs: 100,
    });
    const kinds: SessionState["kind"][] = [];
    const news: number[] = [];
    session.onDidChange((state) => kinds.push(state.kind));
    session.onEvents((events) => news.push(...events.map((event) => event.seq)));
    sessions.push(session);
    return { session, kinds, news };
  }

  /** Another process that holds the lock and cannot be spoken to. */
  const mute = () =>
    openStore({ ...storeOptions, dir: storeDirOf({ commonDir: `${dir}/.git` }), owner: { command: "somebody" } });

  beforeAll(async () => {
    fixture = await liveFixture();
    dir = fixture.person.repository;
  });
  afterAll(async () => {
    for (const session of sessions) await session.close();
    await fixture.close();
  });

  it("owns the swarm or asks its owner; both see the same, and when the owner ends the other goes on in its place", async () => {
    const [first, second] = [window(), window()];
    expect(await first.session.open(dir)).toMatchObject({ kind: "open", owner: null });
    const joined = await second.session.open(dir);
    expect(joined).toMatchObject({ kind: "open", owner: { pid: process.pid, command: "a window" }, answers: true });
    expect(ownerBanner(english, joined)).toBeNull();

    const swarm = second.session.live();
    if (swarm === null) throw new Error("the second window has no swarm");
    const epicId = await startPlan(swarm, planOf([scripted("a", writes("a", "a.txt", "1\n"))]));
    await until(swarm, epicId, inState("a", "ready"));
    const shows = (session: SwarmSession, status: string): void =>
      expect(session.picture.epic(epicId)?.tasks.get("a")?.status).toBe(status);
    for (const { session } of [first, second]) await vi.waitFor(() => shows(session, "ready"), soon);
    expect(second.session.picture.epic(epicId)).toEqual(first.session.picture.epic(epicId));
    expect(second.news).toEqual(first.news);
    expect(await swarm.changes(epicId, "a")).toMatchObject({ files: [{ path: "a.txt" }] });

    const before = second.session.picture;
    await first.session.close();
    expect(first.session.picture.epics()).toEqual([]);
    await vi.waitFor(() => expect(second.session.state()).toMatchObject({ kind: "open", owner: null }), soon);
    // What was shown stayed, and nothing was told twice or left out.
    expect(second.kinds).toEqual(["opening", "open", "open"]);
    expect(before.epic(epicId)?.tasks.get("a")?.status).toBe("ready");
    expect(second.news).toEqual([...new Set(second.news)].toSorted((one, other) => one - other));
    const own = second.session.live();
    expect(await own?.lastSeq()).toBe(second.news.at(-1));
    if (own !== null) expect(taskIn(await approvedByPerson(own, epicId, "a"), "a").status).toBe("landed");
    await second.session.close();
  });

  it("opens the same swarm once, however often it is asked for", async () => {
    const { session, kinds } = window();
    const states = await Promise.all([session.open(dir), session.open(dir), session.open(dir)]);
    expect(states.map(({ kind }) => kind)).toEqual(["open", "open", "open"]);
    expect(kinds).toEqual(["opening", "open"]);
    await session.close();
    expect(session.live()).toBeNull();
  });

  it("lets a repository go that was taken away, and owns it again when it is back", async () => {
    const { session, kinds } = window();
    await session.open(dir);
    const git = join(dir, ".git");
    renameSync(git, `${git}-away`);
    await session.close();
    renameSync(`${git}-away`, git);
    expect(await session.open(dir)).toMatchObject({ kind: "open", owner: null });
    expect(kinds).toEqual(["opening", "open", "closed", "opening", "open"]);
    await session.close();
  });

  it("says why a swarm cannot be opened, and tries again when asked", async () => {
    const { session, kinds } = window();
    const state = await session.open(`${dir}-missing`);
    expect(state.kind).toBe("broken");
    expect((await session.open(dir)).kind).toBe("open");
    expect(kinds).toEqual(["opening", "broken", "opening", "open"]);
    await session.close();
  });

  it("waits for an owner that cannot be spoken to, says who it is, and goes on when it has ended", async () => {
    const store = await mute();
    const { session, kinds } = window();
    const state = await session.open(dir);
    expect(state).toMatchObject({
      kind: "waiting",
      error: { reason: "unreachable", details: { command: "somebody" } },
    });
    expect(ownerBanner(english, state)?.text).toMatch(
      new RegExp(`Process ${process.pid} \\(somebody\\) owns this swarm.*end that process`),
    );
    expect(session.live()).toBeNull();
    // Who asks meanwhile is told the same at once.
    expect(await session.open(dir)).toEqual(state);
    await store.close();
    await vi.waitFor(() => expect(session.state()).toMatchObject({ kind: "open", owner: null }), soon);
    expect(kinds).toEqual(["opening", "waiting", "open"]);
    await session.close();
  });

  it("that is closed or opens another repository while it waits takes no place", async () => {
    const store = await mute();
    const [closed, gone] = [window(), window()];
    expect((await closed.session.open(dir)).kind).toBe("waiting");
    expect((await gone.session.open(dir)).kind).toBe("waiting");
    await closed.session.close();
    expect((await gone.session.open(`${dir}-missing`)).kind).toBe("broken");
    await store.close();
    const next = window();
    expect(await next.session.open(dir)).toMatchObject({ kind: "open", owner: null });
    expect([closed.kinds, gone.kinds]).toEqual([
      ["opening", "waiting", "closed"],
      ["opening", "waiting", "opening", "broken"],
    ]);
    await next.session.close();
  });
});
