// The choice of what is taken of a worker's commit: hunks of one file, and whole files.
import { l10n, window, type QuickPickItem } from "vscode";
import type { FileChange, LineEdit, LiveSwarm, TaskChanges } from "../../../application/live-swarm.ts";
import type { ChosenFile } from "../../../domain/chosen-part.ts";
import { plainLine } from "../plain-line.ts";
import { nameAndFolder } from "./name-and-folder.ts";
import { changeWord } from "./review-words.ts";

interface PartItem extends QuickPickItem {
  path: string;
  hunk: LineEdit | null;
}

const fileItem = (file: FileChange, picked: boolean): PartItem => {
  const { name, folder } = nameAndFolder(file.path);
  return { label: name, description: folder, detail: changeWord(file), picked, path: file.path, hunk: null };
};

/** Where it stands in the file as the worker has it, or where it stood. */
function hunkName({ old, new: now }: LineEdit): string {
  const { start, count } = now.count === 0 ? old : now;
  const end = start + count - 1;
  if (now.count === 0)
    return count === 1 ? l10n.t("line {0}, deleted", start) : l10n.t("lines {0} to {1}, deleted", start, end);
  return count === 1 ? l10n.t("line {0}", start) : l10n.t("lines {0} to {1}", start, end);
}

/** What was chosen; hunks of a file that were all chosen are the whole of it. */
function partOf(items: readonly PartItem[], edits: readonly LineEdit[]): ChosenFile[] {
  const paths = [...new Set(items.map(({ path }) => path))];
  return paths.map((path) => {
    const hunks = items.flatMap((item) => (item.path === path && item.hunk !== null ? [item.hunk] : []));
    return { path, hunks: hunks.length === 0 || hunks.length === edits.length ? null : hunks };
  });
}

/** `hunk`: the one that is meant first; null: the whole file is. Null when the person chose nothing. */
export async function choosePart(
  swarm: LiveSwarm,
  changes: TaskChanges,
  { file, hunk }: { file: FileChange; hunk: LineEdit | null },
): Promise<ChosenFile[] | null> {
  const { oldBlob, newBlob } = file;
  const edits =
    hunk === null || oldBlob === null || newBlob === null ? [] : ((await swarm.lineEdits(oldBlob, newBlob)) ?? []);
  const { name, folder } = nameAndFolder(file.path);
  const hunks = edits.map((edit): PartItem => {
    const picked = JSON.stringify(edit) === JSON.stringify(hunk);
    return { label: `${name}: ${hunkName(edit)}`, description: folder, picked, path: file.path, hunk: edit };
  });
  const others = changes.files.filter((one) => one.path !== file.path).map((one) => fileItem(one, false));
  const items = [...(hunks.length > 0 ? hunks : [fileItem(file, true)]), ...others];
  const chosen = await window.showQuickPick(items, {
    title: l10n.t("Take Only This of {0}", plainLine(changes.task_id)),
    placeHolder: l10n.t("What is picked is approved. The rest stays on the worker's branch."),
    canPickMany: true,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return chosen === undefined || chosen.length === 0 ? null : partOf(chosen, edits);
}
