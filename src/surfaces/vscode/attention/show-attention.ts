// Shows what needs the person: context keys, badge, status bar and the rare message. Looks again at most ten times a second.
import * as vscode from "vscode";
import type { PanelParts } from "../panel-parts.ts";
import type { Settings } from "../settings.ts";
import { createSignal, type Disposable, type Listen } from "../signal.ts";
import { badgeOf } from "./badge.ts";
import { overviewOf, type Overview } from "./overview.ts";
import { statusTextOf } from "./status-text.ts";
import { createToaster } from "./toaster.ts";
import type { Toast } from "./toast-policy.ts";

const lookEveryMs = 100;
const mutedKey = "swarmPanel.mutedToasts";

export interface AttentionParts extends Pick<PanelParts, "context" | "session" | "setContextKey"> {
  settings(): Settings;
  setBadge(value: number, tooltip: string): void;
  isTreeVisible(): boolean;
  /** Calls back once after a time in milliseconds. Returns what stops it. */
  after(ms: number, call: () => void): () => void;
}

export interface Attention extends Disposable {
  current(): Overview;
  onDidChange: Listen<Overview>;
  /** Settings changed: everything is shown anew. */
  refresh(): void;
}

function statusBarItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem("swarmPanel.status", vscode.StatusBarAlignment.Left, 50);
  item.name = vscode.l10n.t("Swarm");
  item.command = "swarmPanel.showStatus";
  return item;
}

async function show({ context }: AttentionParts, toast: Toast): Promise<void> {
  const [open, mute] = [vscode.l10n.t("Show"), vscode.l10n.t("Don't Show Again")];
  const muted = context.globalState.get<string[]>(mutedKey, []);
  if (muted.includes(toast.kind)) return;
  const chosen = await vscode.window.showInformationMessage(toast.text, open, mute);
  if (chosen === mute) await context.globalState.update(mutedKey, [...muted, toast.kind]);
  if (chosen !== open) return;
  const command = toast.kind === "needsYou" ? "swarmPanel.nextAttention" : "swarmPanel.focus";
  await vscode.commands.executeCommand(command);
}

export function showAttention(parts: AttentionParts): Attention {
  const { session, setContextKey } = parts;
  const { t } = vscode.l10n;
  const changed = createSignal<Overview>();
  const item = statusBarItem();
  let overview = overviewOf([]);
  let opened = false;
  let stopLook: (() => void) | null = null;
  const toaster = createToaster({
    t,
    now: () => Date.now(),
    after: parts.after,
    epics: () => session.picture.epics(),
    isTreeVisible: parts.isTreeVisible,
    isWanted: () => parts.settings().notifications === "important",
    show: (toast) => void show(parts, toast),
  });

  function draw(): void {
    const { badge, statusBar } = parts.settings();
    const { value, tooltip } = badgeOf(t, overview, badge);
    parts.setBadge(value, tooltip);
    const status = statusTextOf(t, overview, statusBar);
    if (status === null) return item.hide();
    item.text = status.text;
    item.tooltip = status.label;
    item.accessibilityInformation = { label: status.label };
    item.backgroundColor = status.warning ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    item.show();
  }

  function look(): void {
    stopLook = null;
    overview = overviewOf(session.picture.epics());
    setContextKey("hasEpics", overview.epics > 0);
    setContextKey("running", overview.running);
    setContextKey("attention", overview.blocking);
    draw();
    toaster.look();
    changed.fire(overview);
  }

  const stops: Disposable[] = [
    session.picture.onDidChange(() => (stopLook ??= parts.after(lookEveryMs, look))),
    session.onDidChange((state) => {
      setContextKey("open", state.kind === "open");
      // What stands there when the swarm opens is old news; another owner is none.
      if (state.kind === "opening" || state.kind === "closed") opened = false;
      if (state.kind === "open" && !opened) {
        opened = true;
        toaster.startAnew();
      }
      look();
    }),
    item,
    toaster,
  ];
  draw();

  return {
    current: () => overview,
    onDidChange: changed.listen,
    refresh: draw,
    dispose() {
      stopLook?.();
      stops.forEach((stop) => stop.dispose());
    },
  };
}
