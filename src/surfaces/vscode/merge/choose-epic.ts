// The epic that a command means: what it was called on, else the one of the selected task, else a choice.
import { l10n, window } from "vscode";
import type { EpicState } from "../../../domain/epic-state.ts";
import type { PanelParts } from "../panel-parts.ts";
import { inertLine } from "../plain-line.ts";
import { namedEpic } from "../review/named-target.ts";

/** Null: there is none, and the person was told so with `none`; or the person left the choice. */
export async function epicFor(
  parts: PanelParts,
  argument: unknown,
  words: { title: string; none: string },
  suits: (epic: EpicState) => boolean,
): Promise<EpicState | null> {
  const { picture } = parts.session;
  const named = namedEpic(argument);
  const called = named === null ? null : picture.epic(named);
  if (called !== null) return called;
  const suitable = picture.epics().filter(suits).toReversed();
  const selected = parts.selection.current();
  const ofSelected = suitable.find((epic) => epic.id === selected?.epicId);
  if (ofSelected !== undefined) return ofSelected;
  const [only, ...others] = suitable;
  if (only === undefined) {
    void window.showInformationMessage(words.none);
    return null;
  }
  if (others.length === 0) return only;
  const items = suitable.map((epic) => ({ label: inertLine(epic.title), description: epic.id, epic }));
  const chosen = await window.showQuickPick(items, { title: words.title, placeHolder: l10n.t("Which swarm?") });
  return chosen?.epic ?? null;
}
