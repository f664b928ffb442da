// Shows what needs the person: context keys, badge, status bar and the rare message. Looks again at most ten times a second.
import * as vscode from "vscode";
import type { PanelParts } from "../panel-parts.ts";
import type { Settings } from "../settings.ts";
import { createSignal, type Disposable, type Listen } from "../signal.ts";
import { badgeOf } from "./badge.ts";
import { overviewOf, type Overview } from "./overview.ts";
import { statusTextOf } from "./status-text.ts";
import { createToastPolicy, type Toast, type ToastPolicy } from "./toast-policy.ts";

const lookEveryMs = 100;
/** Something may come due although nothing changes. */
const patienceLookMs = 1000;
const mutedKey = "swarmPanel.mutedToasts";

export interface AttentionParts extends Pick<PanelParts, "context" | "session" | "setContextKey"> {
  settings(): Settings;
  setBadge(value: number, tooltip: string): void;
  isTreeVisible(): boolean;
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
  let policy: ToastPolicy = createToastPolicy(t, []);
  let timer: ReturnType<typeof setTimeout> | null = null;

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

  function maySpeak(): void {
    const hidden = !parts.isTreeVisible() || !vscode.window.state.focused;
    const toast = policy.next(Date.now(), session.picture.epics(), hidden);
    if (toast !== null && parts.settings().notifications === "important") void show(parts, toast);
  }

  function look(): void {
    timer = null;
    overview = overviewOf(session.picture.epics());
    setContextKey("hasEpics", overview.epics > 0);
    setContextKey("running", overview.running);
    setContextKey("attention", overview.blocking);
    draw();
    maySpeak();
    changed.fire(overview);
  }

  const stops: Disposable[] = [
    session.picture.onDidChange(() => (timer ??= setTimeout(look, lookEveryMs))),
    session.onDidChange((state) => {
      setContextKey("owned", state.kind === "own");
      // What stands there when the swarm opens is old news.
      if (state.kind === "own" || state.kind === "other") policy = createToastPolicy(t, session.picture.epics());
      look();
    }),
    item,
  ];
  const patience = setInterval(() => {
    if (overview.waiting.length > 0) maySpeak();
  }, patienceLookMs);
  draw();

  return {
    current: () => overview,
    onDidChange: changed.listen,
    refresh: draw,
    dispose() {
      clearInterval(patience);
      if (timer !== null) clearTimeout(timer);
      stops.forEach((stop) => stop.dispose());
    },
  };
}
