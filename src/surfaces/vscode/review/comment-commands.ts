// Commands of the buttons on comments. VS Code hands in the thread with the text, or the comment.
import { commands, l10n, window, type CommentReply } from "vscode";
import { confirmed, granted, type CommandParts } from "../commands/command-parts.ts";
import type { Disposable } from "../signal.ts";
import { taskToDecide } from "./choose-task.ts";
import type { CommentThreads, ShownComment } from "./comment-threads.ts";
import { composeReview } from "./compose-review.ts";
import type { KeptComments } from "./kept-comments.ts";
import type { ReviewDesk } from "./review-desk.ts";

const has = (argument: unknown, key: string): boolean =>
  typeof argument === "object" && argument !== null && key in argument;
const isReply = (argument: unknown): argument is CommentReply => has(argument, "thread") && has(argument, "text");
const isShown = (argument: unknown): argument is ShownComment => has(argument, "keptId");

interface CommentParts {
  panel: CommandParts;
  desk: ReviewDesk;
  kept: KeptComments;
  threads: CommentThreads;
}

function registerThreadCommands({ panel, threads }: CommentParts): Disposable[] {
  const onComment = (id: string, act: (comment: ShownComment) => void | Promise<void>): Disposable =>
    panel.register(id, async (argument) => {
      if (isShown(argument)) await act(argument);
    });
  return [
    panel.register("review.addComment", async (argument) => {
      if (!isReply(argument)) return;
      await threads.add(argument);
      // The box in which the person wrote is gone, and the focus with it.
      await commands.executeCommand("workbench.action.focusActiveEditorGroup");
    }),
    onComment("review.editComment", threads.edit),
    onComment("review.saveComment", threads.save),
    onComment("review.cancelComment", threads.cancel),
    onComment("review.deleteComment", threads.delete),
    onComment("review.resolveComment", threads.delete),
  ];
}

export function registerCommentCommands(parts: CommentParts): Disposable {
  const { panel, desk, kept, threads } = parts;
  const chosenTask = (argument: unknown, title: string) =>
    taskToDecide(
      panel,
      argument,
      title,
      (task, epic) => kept.facts.pendingComments({ epicId: epic.id, taskId: task.id }) > 0,
    );

  async function submit(argument: unknown): Promise<void> {
    const title = l10n.t("Send Review");
    const task = await chosenTask(argument, title);
    if (task === null) return;
    const pending = kept.pending(task);
    if (pending.length === 0) {
      return void window.showInformationMessage(l10n.t("There is no comment for {0} to send.", task.taskId));
    }
    const note = await window.showInputBox({
      title,
      prompt:
        pending.length === 1
          ? l10n.t("1 comment goes to {0}. Add a word about the whole, or leave this empty.", task.taskId)
          : l10n.t(
              "{0} comments go to {1}. Add a word about the whole, or leave this empty.",
              pending.length,
              task.taskId,
            ),
      ignoreFocusOut: true,
    });
    const found = note === undefined ? null : await desk.changesOf(task);
    if (note === undefined || found === null) return;
    const review = await composeReview(found.changes, pending, note, (one, other) => found.swarm.lineEdits(one, other));
    if (granted(await found.swarm.requestChanges(task.epicId, task.taskId, review)) === null) return;
    await kept.put(pending.map((comment) => ({ ...comment, state: "sent" })));
    threads.refresh();
    const text =
      pending.length === 1
        ? l10n.t("Sent 1 comment to {0}", task.taskId)
        : l10n.t("Sent {0} comments to {1}", pending.length, task.taskId);
    window.setStatusBarMessage(text, 5000);
  }

  async function discard(argument: unknown): Promise<void> {
    const task = await chosenTask(argument, l10n.t("Discard Unsent Comments"));
    if (task === null) return;
    const pending = kept.pending(task);
    if (pending.length === 0) return;
    const question =
      pending.length === 1
        ? l10n.t("Discard 1 comment for {0}?", task.taskId)
        : l10n.t("Discard {0} comments for {1}?", pending.length, task.taskId);
    const detail =
      pending.length === 1
        ? l10n.t("It was not sent, and it cannot be brought back.")
        : l10n.t("They were not sent, and they cannot be brought back.");
    if (!(await confirmed(question, detail, l10n.t("Discard")))) return;
    await kept.remove(pending);
    threads.refresh();
  }

  const registered = [
    ...registerThreadCommands(parts),
    panel.register("review.submit", submit),
    panel.register("review.discardComments", discard),
  ];
  return { dispose: () => registered.forEach((command) => command.dispose()) };
}
