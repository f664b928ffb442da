// Opens the changes of a task as diffs of read-only documents, all files in one editor or one by one.
import { TabInputText, TabInputTextDiff, Uri, commands, l10n, window, workspace } from "vscode";
import type { FileChange } from "../../../application/live-swarm.ts";
import type { PanelParts } from "../panel-parts.ts";
import { plainLine } from "../plain-line.ts";
import { nameAndFolder } from "./name-and-folder.ts";
import { noteOpened } from "./opened-tabs.ts";
import { documentUri, fileDocuments, setUri, type ShownChanges } from "./review-uri.ts";

const uriOf = (document: Parameters<typeof documentUri>[0]): Uri => Uri.from(documentUri(document));

/** `1a2b3c4`, or `last review ↔ 1a2b3c4`. */
const shownCommit = ({ commit, against }: ShownChanges): string =>
  against === undefined ? commit.slice(0, 7) : `${against} ↔ ${commit.slice(0, 7)}`;

/** `old.md → new.md · docs · 1a2b3c4`: an earlier commit may be open beside it. */
function fileTitle(changes: ShownChanges, file: FileChange): string {
  const { name } = nameAndFolder(file.path);
  const shown = file.from === null ? name : `${nameAndFolder(file.from).name} → ${name}`;
  return `${shown} · ${changes.task_id} · ${shownCommit(changes)}`;
}

/** Opens one file as a diff; the side on which it does not exist is empty. */
export async function openFile(changes: ShownChanges, file: FileChange): Promise<void> {
  const { old, new: now } = fileDocuments(changes, file);
  await commands.executeCommand("vscode.diff", uriOf(old), uriOf(now), fileTitle(changes, file), { preview: true });
  noteOpened(uriOf(now));
}

/** Everything of the title but the commit: reviews of one task share it. */
const reviewTitle = (changes: ShownChanges, taskTitle: string): string =>
  `${changes.task_id} · ${plainLine(taskTitle)} · `;

/** A tab of several diffs has no input that an extension may see, so it is known by the title that we gave it. */
async function closeTabs(mayClose: (label: string) => boolean): Promise<void> {
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  const ours = tabs.filter(
    (tab) => !(tab.input instanceof TabInputText || tab.input instanceof TabInputTextDiff) && mayClose(tab.label),
  );
  if (ours.length > 0) await window.tabGroups.close(ours, true);
}

async function openTogether(parts: PanelParts, changes: ShownChanges, taskTitle: string): Promise<void> {
  const start = reviewTitle(changes, taskTitle);
  const title = `${start}${shownCommit(changes)}`;
  await closeTabs((label) => label.startsWith(start) && !label.startsWith(title));
  const sides = changes.files.map((file) => {
    const { old, new: now } = fileDocuments(changes, file);
    const [original, modified] = [old, now].map((document) => (document.blob === null ? undefined : uriOf(document)));
    return { original, modified, label: uriOf(file.change === "deleted" ? old : now) };
  });
  const { epic_id: epicId, task_id: taskId, commit } = changes;
  const compared = changes.against === undefined ? {} : { against: changes.base };
  try {
    await commands.executeCommand("_workbench.openMultiDiffEditor", {
      multiDiffSourceUri: Uri.from(setUri({ kind: "set", epicId, taskId, commit, ...compared })),
      title,
      resources: sides.map(({ original, modified }) => ({ originalUri: original, modifiedUri: modified })),
    });
  } catch (error) {
    // This command is VS Code's own and may change; the public one opens a tab without an identity.
    parts.log.warn(`opening the review by its identity failed: ${String(error)}`);
    await closeTabs((label) => label.startsWith(title));
    const resources = sides.map(({ label, original, modified }) => [label, original, modified]);
    await commands.executeCommand("vscode.changes", title, resources);
  }
}

/** Opens all files, or the first when there are more than the person's limit. Opening again shows the same tab. */
export async function openReview(parts: PanelParts, changes: ShownChanges, taskTitle: string): Promise<void> {
  const first = changes.files[0];
  if (first === undefined) {
    void window.showInformationMessage(
      changes.against === undefined
        ? l10n.t("{0} changed no files.", changes.task_id)
        : l10n.t("Nothing of {0} differs from {1}.", changes.task_id, changes.against),
    );
    return;
  }
  const limit = workspace.getConfiguration("swarmPanel").get<number>("review.multiDiffLimit", 200);
  if (changes.files.length > limit) return openFile(changes, first);
  return openTogether(parts, changes, taskTitle);
}
