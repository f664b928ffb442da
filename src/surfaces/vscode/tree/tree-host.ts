// The live tree without its webview: keeps the feed informed of everything that rows are made of.
import type { Banner, HostMessage, PanelSettings } from "../../../protocol.ts";
import type { Log } from "../../../application/ports/ambient.ts";
import { breakdownSentence } from "../breakdown-sentence.ts";
import type { ReviewFacts } from "../review-facts.ts";
import type { TaskRef } from "../selection.ts";
import type { SwarmSession } from "../session/swarm-session.ts";
import { createSignal, type Disposable, type Listen } from "../signal.ts";
import { plainLine } from "../plain-line.ts";
import type { Translate } from "../words.ts";
import { ownerBanner } from "./owner-banner.ts";
import { createChangesCache } from "./changes-cache.ts";
import { createFeed, type Feed } from "./feed.ts";
import { createLostWorktrees } from "./lost-worktrees.ts";
import { taskRowKey } from "./row-key.ts";
import { overlapsOf } from "./task-overlaps.ts";
import type { RowView } from "./row-view.ts";
import { createStickyTexts } from "./sticky-texts.ts";

/** After these, what was seen of a worker before tells nothing any more. */
const endsSigns: ReadonlySet<string> = new Set(["turn_ended", "task_started", "task_finished", "task_approved"]);

export interface TreeHostParts {
  session: SwarmSession;
  facts: ReviewFacts;
  settings(): PanelSettings;
  strings(): Record<string, string>;
  t: Translate;
  log: Log;
  now(): number;
  after(ms: number, call: () => void): () => void;
}

export interface TreeHost extends Disposable {
  readonly feed: Feed;
  readonly view: RowView;
  /** Messages for the webview. */
  onMessage: Listen<HostMessage>;
  /** The person came back to the window: what no event tells may have changed. */
  lookAgain(): void;
}

export function createTreeHost(parts: TreeHostParts): TreeHost {
  const { session, facts, t } = parts;
  const { picture } = session;
  const messages = createSignal<HostMessage>();
  const troubles = new Map<string, string>();
  const mark = (task: TaskRef): void => feed.changed({ epics: new Set(), tasks: new Set([taskRowKey(task)]) });
  const markKey = (key: string): void => feed.changed({ epics: new Set(), tasks: new Set([key]) });

  const texts = createStickyTexts({ now: parts.now, after: parts.after, onChange: markKey });
  const changes = createChangesCache({
    read: async ({ epicId, taskId }) => (await session.live()?.changes(epicId, taskId)) ?? null,
    onRead: mark,
    log: parts.log,
  });
  const lost = createLostWorktrees({
    epics: () => (session.live() === null ? [] : picture.epics()),
    // Without an owner that can be asked nothing is said to be lost.
    worktree: async ({ epicId, taskId }) => {
      const live = session.live();
      return live === null ? "" : live.worktree(epicId, taskId);
    },
    onChange: mark,
  });

  const view: RowView = {
    t,
    get open() {
      return session.state().kind === "open";
    },
    isRunning: (epicId) => session.live()?.running().has(epicId) ?? false,
    since: ({ epicId, taskId }) => picture.since(epicId, taskId),
    live: (task) => texts.of(taskRowKey(task)),
    changes: (task, commit) => (session.live() === null ? null : changes.of(task, commit)),
    pendingComments: (task) => facts.pendingComments(task),
    commentsOn: (task, file) => facts.commentsOn(task, file),
    overlaps: (task) => overlapsOf(session.overlaps(), task),
    worktreeIsGone: (task) => lost.isGone(task),
    trouble: (epicId) => troubles.get(epicId) ?? null,
  };

  const banner = (): Banner | null => ownerBanner(t, session.state());
  const feed = createFeed({
    epics: () => picture.epics(),
    view,
    settings: parts.settings,
    strings: parts.strings,
    banner,
    post: messages.fire,
    now: parts.now,
    after: parts.after,
  });

  const lookAgain = (): void =>
    void lost.look().catch((error: unknown) => parts.log.warn("looking for worktrees", { error: String(error) }));

  const stops: Disposable[] = [
    picture.onDidChange((change) => {
      // What happened since is newer than what went wrong.
      for (const epic of change.epics) troubles.delete(epic);
      feed.changed(change);
    }),
    session.onLive(({ task, text }) => texts.offer(`${task.epic_id}/${task.task_id}`, plainLine(text))),
    session.onEvents((events) => {
      for (const event of events) {
        const key = `${event.epic_id}/${event.task_id}`;
        if (endsSigns.has(event.type)) texts.forget(key);
        if (event.type === "check_finished")
          for (const task of event.data.combined?.tasks ?? []) texts.forget(`${event.epic_id}/${task}`);
        if (event.type === "worker_progress" && event.data.message) texts.offer(key, plainLine(event.data.message));
      }
      if (events.some((event) => event.type === "task_interrupted" || event.type === "task_finished")) lookAgain();
    }),
    session.onOverlaps((overlaps) => {
      const tasks = overlaps.flatMap(({ epic_id, task_id, other_id }) =>
        [task_id, other_id].filter((id) => id !== null).map((taskId) => taskRowKey({ epicId: epic_id, taskId })),
      );
      feed.changed({ epics: new Set(), tasks: new Set(tasks) });
    }),
    session.onTrouble(({ epicId, error }) => {
      troubles.set(epicId, breakdownSentence(t, error));
      feed.changed({ epics: new Set([epicId]), tasks: new Set() });
    }),
    session.onDidChange(() => {
      changes.clear();
      feed.changedAll();
      lookAgain();
    }),
    facts.onDidChange(mark),
  ];

  return {
    feed,
    view,
    onMessage: messages.listen,
    lookAgain,
    dispose() {
      stops.forEach((stop) => stop.dispose());
      texts.dispose();
      feed.dispose();
    },
  };
}
