// Whatever happens, and whenever the webview is there to see it, it ends up with the rows that the events mean.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EpicState } from "../../../../src/domain/epic-state.ts";
import type { RecordedEvent } from "../../../../src/domain/events.ts";
import type { HostMessage, PanelSettings } from "../../../../src/protocol.ts";
import { createPicture } from "../../../../src/surfaces/vscode/session/picture.ts";
import { createFeed, type Feed } from "../../../../src/surfaces/vscode/tree/feed.ts";
import { allRows } from "../../../../src/surfaces/vscode/tree/tree-rows.ts";
import type { RowView } from "../../../../src/surfaces/vscode/tree/row-view.ts";
import { createRows } from "../../../../webview/rows.ts";
import { live, lives } from "../../../domain/random-lives.ts";
import { handClock } from "../hand-clock.ts";
import { plainView } from "./plain-view.ts";

const settings: PanelSettings = { showCost: "cost", density: "comfortable", announce: "attention" };

/** The files of a commit, made up from what the worker touched. */
const withFiles = (epics: () => readonly EpicState[]): RowView => ({
  ...plainView,
  changes({ epicId, taskId }, commit) {
    const task = epics()
      .find((epic) => epic.id === epicId)
      ?.tasks.get(taskId);
    const names = [...new Set([...(task?.work?.files_touched ?? []), `${commit}.txt`])];
    const files = names.map((path) => ({ path, from: null, change: "added" as const, added: 1, deleted: 0 }));
    return {
      epic_id: epicId,
      task_id: taskId,
      base: "base",
      commit,
      files: files.map((file) => ({ ...file, oldBlob: null, newBlob: `${file.path}-blob` })),
    };
  },
});

/** Both ends of the line: the host's feed, and the rows as the webview keeps them. */
function line() {
  const clock = handClock();
  const picture = createPicture();
  const rows = createRows(() => undefined);
  const messages: HostMessage[] = [];
  const view = withFiles(picture.epics);
  const feed: Feed = createFeed({
    epics: picture.epics,
    view,
    settings: () => settings,
    strings: () => ({}),
    banner: () => null,
    post: (message) => messages.push(message),
    now: clock.now,
    after: clock.after,
  });
  picture.onDidChange((change) => feed.changed(change));
  let painted = 0;
  const take = (): { lost: boolean; taken: HostMessage[] } => {
    const taken = messages.splice(0);
    let lost = false;
    for (const message of taken) {
      if (message.type === "snapshot") rows.replace(message.rows);
      if (message.type === "delta") lost = !rows.apply(message.changes) || message.seq !== painted + 1 || lost;
      if ("seq" in message) painted = message.seq;
    }
    return { lost, taken };
  };
  return {
    clock,
    picture,
    feed,
    messages,
    take,
    acknowledge: () => feed.acknowledge(painted),
    shown: () => [...rows],
    meant: () => allRows(picture.epics(), view),
  };
}

const epicNamed = (events: readonly RecordedEvent[], name: string, after: number): RecordedEvent[] =>
  events.map((event, at) => ({ ...event, epic_id: event.epic_id === null ? null : name, seq: after + at + 1 }));

const moments = fc.array(fc.constantFrom("look", "hide", "show", "resync", "wind"), { minLength: 20, maxLength: 120 });

describe("the feed of the webview", () => {
  it("brings it to the same rows, through any life of two epics, hidden or not", () => {
    fc.assert(
      fc.property(lives, lives, moments, fc.integer({ min: 1, max: 7 }), (one, other, when, size) => {
        const first = live(one, () => undefined).world.events();
        const second = live(other, () => undefined).world.events();
        const all = [...epicNamed(first, "first", 0), ...epicNamed(second, "second", first.length)];
        const ends = line();
        ends.feed.ready();
        for (let at = 0; at < all.length; at += size) {
          ends.picture.apply(all.slice(at, at + size));
          const moment = when[(at / size) % when.length];
          if (moment === "hide") ends.feed.setVisible(false);
          if (moment === "show" || moment === "resync") ends.feed.ready();
          if (moment !== "hide") ends.clock.wind(16);
          const { lost } = ends.take();
          expect(lost).toBe(false);
          if (moment === "look" || moment === "wind") ends.acknowledge();
        }
        ends.feed.setVisible(true);
        ends.feed.ready();
        ends.take();
        ends.acknowledge();
        expect(ends.shown()).toEqual(ends.meant());
      }),
      { numRuns: 30 },
    );
  });

  it("brings it there by deltas alone", () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: 1, max: 5 }), (one, size) => {
        const all = live(one, () => undefined).world.events();
        const ends = line();
        ends.feed.ready();
        for (let at = 0; at < all.length; at += size) {
          ends.picture.apply(all.slice(at, at + size));
          ends.clock.wind(16);
          const { lost } = ends.take();
          expect(lost).toBe(false);
          ends.acknowledge();
          ends.clock.wind(16);
          ends.take();
          ends.acknowledge();
        }
        expect(ends.shown()).toEqual(ends.meant());
      }),
      { numRuns: 30 },
    );
  });

  it("has at most one message on the way, and gathers the rest until it is painted", () => {
    const [lived] = fc.sample(lives, { numRuns: 1, seed: 7 });
    if (lived === undefined) throw new Error("no life");
    const all = live(lived, () => undefined).world.events();
    const ends = line();
    ends.feed.ready();
    ends.take();
    for (const event of all) {
      ends.picture.apply([event]);
      ends.clock.wind(16);
    }
    expect(ends.messages).toEqual([]);
    ends.acknowledge();
    ends.clock.wind(16);
    expect(ends.messages.map((message) => message.type)).toEqual(["delta"]);
    ends.take();
    expect(ends.shown()).toEqual(ends.meant());
  });

  it("sends what comes after a quiet time at once, and then one message a frame", () => {
    const [lived] = fc.sample(lives, { numRuns: 1, seed: 7 });
    if (lived === undefined) throw new Error("no life");
    const [first = [], ...rest] = live(lived, () => undefined)
      .world.events()
      .map((event) => [event]);
    const ends = line();
    ends.feed.ready();
    ends.take();
    ends.acknowledge();
    const sentAt: number[] = [];
    const look = (): void => {
      if (ends.take().taken.length > 0) sentAt.push(ends.clock.now());
      ends.acknowledge();
    };
    ends.clock.wind(1000);
    ends.picture.apply(first);
    ends.clock.wind(0);
    look();
    expect(sentAt).toEqual([1000]);
    for (const events of rest) {
      ends.picture.apply(events);
      ends.clock.wind(4);
      look();
    }
    expect(sentAt.length).toBeGreaterThan(2);
    const gaps = sentAt.slice(1).map((at, before) => at - (sentAt[before] ?? 0));
    expect(gaps.filter((gap) => gap < 16)).toEqual([]);
  });

  it("sends nothing while it is hidden, and a snapshot when it is there again", () => {
    const [lived] = fc.sample(lives, { numRuns: 1, seed: 8 });
    if (lived === undefined) throw new Error("no life");
    const ends = line();
    ends.feed.ready();
    ends.take();
    ends.acknowledge();
    ends.feed.setVisible(false);
    ends.picture.apply(live(lived, () => undefined).world.events());
    ends.feed.settingsChanged();
    ends.feed.bannerChanged();
    ends.feed.changedAll();
    ends.clock.wind(1000);
    expect(ends.messages).toEqual([]);
    ends.feed.reveal("epic-1", "row");
    expect(ends.messages).toEqual([]);
    ends.feed.ready();
    expect(ends.messages.map((message) => message.type)).toEqual(["snapshot", "reveal"]);
  });

  it("says nothing when events change no row", () => {
    const ends = line();
    ends.feed.ready();
    ends.take();
    ends.acknowledge();
    ends.feed.changed({ epics: new Set(["gone"]), tasks: new Set(["gone/too"]) });
    ends.clock.wind(1000);
    expect(ends.messages).toEqual([]);
  });
});
