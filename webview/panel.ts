// The panel without its drawing: what it shows, where the person is, and what their hand sets off.
import { config } from "@vscode/l10n";
import { computed, effect, signal, untracked, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Action, Banner, PanelSettings, Row, WebviewMessage } from "../src/protocol.ts";
import { createAnnouncer, type Announcer } from "./announcer.ts";
import type { Frames } from "./frames.ts";
import type { Host } from "./host.ts";
import { openInbox } from "./inbox.ts";
import { takeLostFocus } from "./lost-focus.ts";
import { defaultDeed, lineInsteadOf } from "./navigation.ts";
import { askKey, detailsKey, outlineOf, type Line } from "./outline.ts";
import { createRows, type Rows } from "./rows.ts";
import { openSavedState } from "./saved-state.ts";
import { watchSurroundings, type Surroundings } from "./surroundings.ts";
import { openViewport, type Viewport } from "./viewport.ts";

export interface Panel {
  rows: Rows;
  /** The first snapshot has come. */
  loaded: ReadonlySignal<boolean>;
  settings: ReadonlySignal<PanelSettings>;
  banner: ReadonlySignal<Banner | null>;
  viewport: Viewport;
  surroundings: Surroundings;
  announcer: Announcer;
  /** Key of the line that Tab leads to. */
  active: ReadonlySignal<string | null>;
  drafts: Signal<Record<string, string>>;
  isExpanded(row: Row): boolean;
  /** Makes a line the active one without taking the focus. */
  choose(key: string): void;
  /** Goes there, with the focus. Only ever because a person asked for it. */
  goTo(key: string): void;
  /** Goes to the first control of a line. */
  goInto(key: string): void;
  expand(key: string, wanted: boolean): void;
  act(row: Row, action: Action): void;
  doDefault(row: Row): void;
  post(message: WebviewMessage): void;
  /** Asks the host for everything again, and keeps the keyboard going where what had the focus is drawn anew. */
  reload(): void;
  /** Elements of the lines that are in the document now. */
  elements: Map<string, HTMLElement>;
  stop(): void;
}

/** What in a line takes the focus beside the line itself. */
const controls = "vscode-button, vscode-text-area, vscode-checkbox, vscode-dropdown";

const firstSettings: PanelSettings = { showCost: "cost", density: "comfortable", announce: "attention" };

export function openPanel(host: Host, frames: Frames): Panel {
  const saved = openSavedState(host);
  const surroundings = watchSurroundings();
  const loaded = signal(false);
  const settings = signal(firstSettings);
  const announcer = createAnnouncer(() => settings.peek().announce);
  const banner = signal<Banner | null>(null);
  const elements = new Map<string, HTMLElement>();
  const post = (message: WebviewMessage): void => host.post(message);

  const rows = createRows((before, after) => {
    announcer.heard(before, after);
    if (before === undefined || before.actions.join() === after.actions.join()) return;
    viewport.disturb(after.key);
    viewport.disturb(detailsKey(after.key));
  });
  const isExpanded = (row: Row): boolean => saved.expanded.value[row.key] ?? row.kind === "epic";
  let lookedAt = (): number => 0;
  const outline = computed(() => {
    void rows.structure.value;
    const chosen = saved.expanded.value;
    const made = outlineOf(rows, (row) => chosen[row.key] ?? row.kind === "epic", lookedAt());
    lookedAt = made.lastFound;
    return made;
  });
  const active = computed(() => {
    const { lines, indexOf } = outline.value;
    const wanted = saved.active.value;
    return wanted !== null && indexOf.has(wanted) ? wanted : (lines[0]?.key ?? null);
  });
  const viewport = openViewport({ outline, settings, scrollTop: saved.scrollTop, heights: saved.heights, active });

  const focusNow = (key: string): void => elements.get(key)?.focus({ preventScroll: true });
  const focusControl = (key: string): void => elements.get(key)?.querySelector<HTMLElement>(controls)?.focus();
  let told: string | null = null;
  const choose = (key: string): void => {
    saved.active.value = key;
    const row = rowOf(key);
    if (row === told) return;
    told = row;
    post({ type: "select", key: row });
  };
  const rowOf = (key: string): string | null => {
    const { lines, indexOf } = outline.peek();
    return lines[indexOf.get(key) ?? -1]?.row ?? null;
  };
  /** Behind the drawing that was asked for until now. */
  const afterDrawing = (work: () => unknown): void => frames.schedule(() => frames.schedule(() => void work()));
  const goTo = (key: string): void => {
    choose(key);
    viewport.show(key);
    // Keys that come faster than frames have gone on from here by then.
    afterDrawing(() => saved.active.peek() === key && focusNow(key));
  };

  const expand = (key: string, wanted: boolean): void => {
    saved.expanded.value = { ...saved.expanded.peek(), [key]: wanted };
  };
  const openAsk = (row: Row): void => {
    const ask = row.kind === "task" ? row.asks[0] : undefined;
    expand(row.key, true);
    goTo(ask === undefined ? row.key : askKey(row.key, ask.request));
  };

  /** The line of the person has gone: they stand on another one, and the focus follows if it was there. */
  let before = viewport.layout.peek();
  const stopFollowing = effect(() => {
    const now = viewport.layout.value;
    untracked(() => {
      const was = saved.active.value;
      const gone = was !== null && before.outline.indexOf.has(was) && !now.outline.indexOf.has(was);
      const instead = gone ? lineInsteadOf(before, now, was) : null;
      before = now;
      if (!gone) return;
      const held = elements.get(was)?.contains(document.activeElement) ?? false;
      if (instead === null) saved.active.value = null;
      else if (held) goTo(instead);
      else choose(instead);
    });
  });

  const reveal = (key: string, into: "row" | "ask"): void => {
    const row = rows.get(key);
    if (row === undefined) return;
    for (let above = row.parent; above !== null; above = rows.get(above)?.parent ?? null) expand(above, true);
    if (into === "ask") openAsk(row);
    else goTo(key);
  };

  const inbox = openInbox(frames, post, {
    snapshot(message) {
      config({ contents: message.strings });
      settings.value = message.settings;
      if (message.banner?.text !== banner.peek()?.text) viewport.disturb(null);
      banner.value = message.banner;
      rows.replace(message.rows);
      const requests = new Set(
        [...rows].flatMap((row) => (row.kind === "task" ? row.asks : [])).map((ask) => ask.request),
      );
      saved.prune({
        row: (key) => rows.get(key) !== undefined,
        draft: (key) => requests.has(key.slice(key.indexOf(":") + 1)),
      });
      const kept = saved.active.peek();
      // After a reload the host may not know any more where the person was.
      if (!loaded.peek() && kept !== null && rowOf(kept) !== null) choose(kept);
      loaded.value = true;
    },
    changes: (changes) => rows.apply(changes),
    other(message) {
      if (message.type === "reveal") reveal(message.key, message.into);
      else if (message.type === "settings") settings.value = message.settings;
      else {
        viewport.disturb(null);
        banner.value = message.banner;
      }
    },
  });
  const stopListening = host.listen(inbox.take);
  /** VS Code gives the focus to the frame, not to what is in it. */
  const takeFocus = (): void => takeLostFocus(elements.get(active.peek() ?? ""));
  window.addEventListener("focus", takeFocus);
  const shown = (): void => {
    if (document.visibilityState === "visible") post({ type: "ready" });
  };
  document.addEventListener("visibilitychange", shown);
  post({ type: "ready" });

  const act = (row: Row, action: Action): void => {
    if (action === "allow" || action === "answer") openAsk(row);
    else post({ type: "act", action, key: row.key });
  };

  return {
    rows,
    loaded,
    settings,
    banner,
    viewport,
    surroundings,
    announcer,
    active,
    drafts: saved.drafts,
    elements,
    isExpanded,
    choose,
    goTo,
    goInto: (key) => afterDrawing(() => focusControl(key)),
    expand,
    act,
    post,
    reload() {
      post({ type: "ready" });
      afterDrawing(takeFocus);
    },
    doDefault(row) {
      const deed = defaultDeed(row);
      switch (deed) {
        case "ask":
          openAsk(row);
          break;
        case "review":
        case "resume":
          act(row, deed);
          break;
        case "openFile":
          post({ type: "openFile", key: row.key });
          break;
        case "toggle":
          expand(row.key, !isExpanded(row));
          break;
        case "expand":
          expand(row.key, true);
          break;
      }
    },
    stop() {
      stopListening();
      stopFollowing();
      inbox.stop();
      viewport.stop();
      announcer.stop();
      surroundings.stop();
      saved.stop();
      frames.stop();
      window.removeEventListener("focus", takeFocus);
      document.removeEventListener("visibilitychange", shown);
    },
  };
}

/** The line, if it is one that the tree still has. */
export const lineOf = (panel: Panel, key: string): Line | undefined => {
  const { lines, indexOf } = panel.viewport.layout.peek().outline;
  return lines[indexOf.get(key) ?? -1];
};
