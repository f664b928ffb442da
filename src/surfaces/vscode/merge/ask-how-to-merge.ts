// Asks how an epic is to be merged: by which strategy, and with which words if it becomes one commit.
import { l10n, window } from "vscode";
import type { LandingStrategy } from "../../../domain/landing-strategy.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import { inertLine } from "../plain-line.ts";
import { commitMessage, firstLine } from "./commit-message.ts";

/** `message`: null leaves it to the strategy. */
export interface MergeChoice {
  strategy: LandingStrategy;
  message: string | null;
}

/** The tasks have joined already, each in the way that was chosen when the swarm began. */
function forwardWords(epic: EpicState): { label: string; detail: string } {
  switch (epic.options.join) {
    case "squash":
      return {
        label: l10n.t("One commit for each task"),
        detail: l10n.t("Moves the branch forward to the commits of the tasks."),
      };
    case "merge":
      return {
        label: l10n.t("A merge commit for each task"),
        detail: l10n.t("Moves the branch forward to the merge commits of the tasks."),
      };
    case "rebase":
      return {
        label: l10n.t("The commits of the workers"),
        detail: l10n.t(
          "Moves the branch forward to the workers' own commits. Only the last one of each task was checked.",
        ),
      };
  }
}

/** Null: the person left it. `usual` is named first, so that Enter takes it. */
export async function askHowToMerge(epic: EpicState, usual: LandingStrategy): Promise<MergeChoice | null> {
  const branch = epic.target_branch ?? l10n.t("your branch");
  const title = l10n.t("Merge {0} into {1}", inertLine(epic.title), inertLine(branch));
  const strategies = [
    { strategy: "fast-forward" as const, ...forwardWords(epic) },
    {
      strategy: "merge" as const,
      label: l10n.t("A merge commit"),
      detail: l10n.t("Keeps the commits of the tasks behind one merge commit, whose message you can change."),
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
  const { strategy } = chosen;
  if (strategy === "fast-forward") return { strategy, message: null };
  const line = await window.showInputBox({
    title,
    value: firstLine(epic),
    prompt: l10n.t("First line of the commit message. The tasks are listed below it."),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? l10n.t("A commit needs a message.") : undefined),
  });
  return line === undefined ? null : { strategy, message: commitMessage(epic, line) };
}
