// Asks how an epic is to be merged: by which strategy, and with which words if it becomes one commit.
import { l10n, window } from "vscode";
import type { LandingStrategy } from "../../../domain/events.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import { inertLine } from "../plain-line.ts";
import { commitMessage, firstLine } from "./commit-message.ts";

/** `message`: null leaves it to the strategy. */
export interface MergeChoice {
  strategy: LandingStrategy;
  message: string | null;
}

/** Null: the person left it. `usual` is named first, so that Enter takes it. */
export async function askHowToMerge(epic: EpicState, usual: LandingStrategy): Promise<MergeChoice | null> {
  const branch = epic.target_branch ?? l10n.t("your branch");
  const title = l10n.t("Merge {0} into {1}", inertLine(epic.title), inertLine(branch));
  const strategies = [
    {
      strategy: "fast-forward" as const,
      label: l10n.t("One commit for each task"),
      detail: l10n.t("Moves the branch forward to the commits of the tasks."),
    },
    {
      strategy: "squash" as const,
      label: l10n.t("One commit for all"),
      detail: l10n.t("Makes a single commit, whose message you can change."),
    },
  ];
  const ordered = strategies.toSorted((a, b) => Number(b.strategy === usual) - Number(a.strategy === usual));
  const chosen = await window.showQuickPick(ordered, { title, placeHolder: l10n.t("How should it be merged?") });
  if (chosen === undefined) return null;
  if (chosen.strategy === "fast-forward") return { strategy: "fast-forward", message: null };
  const line = await window.showInputBox({
    title,
    value: firstLine(epic),
    prompt: l10n.t("First line of the commit message. The tasks are listed below it."),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? l10n.t("A commit needs a message.") : undefined),
  });
  return line === undefined ? null : { strategy: "squash", message: commitMessage(epic, line) };
}
