// Each state as a shape and a word, so that none is told by its colour alone.
import { t } from "@vscode/l10n";
import type { Action, EpicState, FileRow, Row, TaskRow } from "../src/protocol.ts";

export type Tone = "dim" | "blue" | "orange" | "purple" | "green" | "warning" | "error";

export interface StateLook {
  /** Name of a codicon; `sync` stands for `loading` where nothing may move. */
  icon: string;
  tone: Tone;
  word: string;
  /** Waits for the person: a dot is added to the shape. */
  dot: boolean;
}

const look = (icon: string, tone: Tone, word: string): StateLook => ({ icon, tone, word, dot: false });
const dotted = (icon: string, tone: Tone, word: string): StateLook => ({ icon, tone, word, dot: true });

/** Landed is a task in the integration branch; merged it is when the person's branch has it. */
export function taskLook({ status, merged }: Pick<TaskRow, "status" | "merged">): StateLook {
  switch (status) {
    case "queued":
      return look("circle-large", "dim", t("Queued"));
    case "blocked":
      return look("circle-large", "warning", t("Blocked"));
    case "starting":
      return look("loading", "blue", t("Starting"));
    case "working":
      return look("loading", "blue", t("Working"));
    case "needs_permission":
      return dotted("shield", "warning", t("Needs permission"));
    case "needs_answer":
      return dotted("question", "warning", t("Needs an answer"));
    case "retrying":
      return look("watch", "orange", t("Retrying"));
    case "stalled":
      return look("warning", "warning", t("Stalled"));
    case "stopped":
      return look("debug-pause", "dim", t("Stopped"));
    case "interrupted":
      return look("debug-restart", "warning", t("Interrupted"));
    case "ready":
      return look("eye", "purple", t("Ready"));
    case "changes_requested":
      return look("comment-discussion", "blue", t("Changes requested"));
    case "approved":
      return look("pass", "green", t("Approved"));
    case "landing":
      return look("git-merge", "blue", t("Joins the merge"));
    case "conflict":
      return dotted("git-merge", "error", t("Conflict"));
    case "landed":
      if (merged === "undone") return look("discard", "dim", t("Undone"));
      return merged === "yes" ? look("pass-filled", "green", t("Merged")) : look("pass", "green", t("In the merge"));
    case "failed":
      return look("error", "error", t("Failed"));
    case "discarded":
      return look("circle-slash", "dim", t("Discarded"));
  }
}

export function epicLook(state: EpicState): StateLook {
  switch (state) {
    case "running":
      return look("loading", "blue", t("Running"));
    case "waiting":
      return look("account", "dim", t("Waiting"));
    case "mergeable":
      return look("git-merge", "purple", t("Ready to merge"));
    case "merged":
      return look("pass-filled", "green", t("Merged"));
    case "undone":
      return look("discard", "dim", t("Undone"));
    case "done":
      return look("pass-filled", "green", t("Done"));
    case "failed":
      return look("error", "error", t("Failed"));
    case "conflict":
      return dotted("git-merge", "error", t("Conflict"));
    case "interrupted":
      return look("debug-restart", "warning", t("Interrupted"));
    case "refused":
      return look("circle-slash", "error", t("Refused"));
  }
}

export function changeLook(change: FileRow["change"]): { letter: string; tone: string; word: string } {
  switch (change) {
    case "added":
      return { letter: "A", tone: "added", word: t("Added") };
    case "modified":
      return { letter: "M", tone: "modified", word: t("Modified") };
    case "deleted":
      return { letter: "D", tone: "deleted", word: t("Deleted") };
    case "renamed":
      return { letter: "R", tone: "renamed", word: t("Renamed") };
  }
}

export interface ActionLook {
  icon: string;
  title: string;
}

export function actionLook(action: Action, row: Row): ActionLook {
  switch (action) {
    case "review":
      return { icon: "eye", title: t("Review") };
    case "approve":
      return { icon: "check", title: t("Approve") };
    case "merge":
      return { icon: "git-merge", title: t("Merge…") };
    case "undo":
      return { icon: "discard", title: t("Undo Merge") };
    case "undoPart":
      return { icon: "discard", title: t("Undo Rejected or Taken Part") };
    case "stop":
      return { icon: "debug-stop", title: row.kind === "epic" ? t("Stop All") : t("Stop") };
    case "retry":
      return { icon: "refresh", title: t("Retry…") };
    case "resume":
      return { icon: "play", title: row.kind === "epic" ? t("Resume All") : t("Resume") };
    case "answer":
      return { icon: "reply", title: t("Answer…") };
    case "allow":
      return { icon: "shield", title: t("Answer…") };
    case "resolve":
      return { icon: "git-merge", title: t("Ask Worker to Resolve") };
    case "resolveByHand":
      return { icon: "git-compare", title: t("Resolve Conflicts") };
    case "finishResolve":
      return { icon: "check", title: t("Finish Resolving") };
    case "abortResolve":
      return { icon: "discard", title: t("Abort Merge") };
    case "takeOut":
      return { icon: "discard", title: t("Take Out") };
    case "overlap":
      return { icon: "git-compare", title: t("Settle Overlap…") };
    case "skip":
      return { icon: "debug-step-over", title: t("Skip…") };
    case "discard":
      return { icon: "trash", title: t("Discard…") };
  }
}

/** At most two stand on the line itself: what is wanted most, and Stop. */
export function lineActions(row: Row): Action[] {
  const wanted: Action[] = [
    "allow",
    "answer",
    "resume",
    "finishResolve",
    "resolve",
    "review",
    "merge",
    "retry",
    "approve",
    "undo",
    "discard",
  ];
  const first = wanted.find((action) => row.actions.includes(action));
  return [...(first === undefined ? [] : [first]), ...(row.actions.includes("stop") ? (["stop"] as const) : [])];
}
