// Rows of the Review view: a file with its tick, and one folded row for what a program wrote.
import { ThemeIcon, TreeItem, TreeItemCheckboxState, TreeItemCollapsibleState, Uri, l10n } from "vscode";
import type { FileChange } from "../../../application/live-swarm.ts";
import { isReadLast } from "../../../domain/reading-order.ts";
import { plainLine } from "../plain-line.ts";
import type { ReviewFacts } from "../review-facts.ts";
import { filesBelow, folderTree, type Folder } from "./folder-tree.ts";
import { nameAndFolder } from "./name-and-folder.ts";
import type { ReviewContent } from "./review-model.ts";
import { fileDocuments, rowUri } from "./review-uri.ts";
import { changeWord, commentCount, concernWord, fileSentence, generatedSentence } from "./review-words.ts";
import { isTicked, tickedCount } from "./ticks.ts";

export type FilesContent = Extract<ReviewContent, { kind: "files" }>;

/** A row of the view, and what its commands are called with. */
export interface ReviewNode {
  kind: "reviewFile";
  content: FilesContent;
  file: FileChange;
}

/** Files that a program wrote, folded: they stand at the end. */
interface GeneratedNode {
  kind: "generatedFiles";
  content: FilesContent;
  files: readonly FileChange[];
}

/** A folder of the tree: its tick is the tick of all files below it. */
interface FolderNode {
  kind: "reviewFolder";
  content: FilesContent;
  folder: Folder;
  files: readonly FileChange[];
}

export type Row = ReviewNode | GeneratedNode | FolderNode;

export type Layout = "list" | "tree";

export const isReviewNode = (value: unknown): value is ReviewNode =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "reviewFile";

const checkbox = (reviewed: boolean): TreeItem["checkboxState"] => {
  const tooltip = reviewed ? l10n.t("Reviewed") : l10n.t("Not reviewed");
  const state = reviewed ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked;
  return { state, tooltip, accessibilityInformation: { label: tooltip } };
};

function generatedItem({ content, files }: GeneratedNode): TreeItem {
  const { epic_id, task_id } = content.changes;
  const item = new TreeItem(l10n.t("Generated files"), TreeItemCollapsibleState.Collapsed);
  item.id = `${epic_id}/${task_id}#generated`;
  item.description = String(files.length);
  item.tooltip = l10n.t("Files that look as if a program wrote them. Their tick is the tick of all of them.");
  item.checkboxState = checkbox(files.every((file) => isTicked(file, content.marks)));
  item.accessibilityInformation = { label: generatedSentence(files, content.marks) };
  return item;
}

function folderItem({ content, folder, files }: FolderNode): TreeItem {
  const { epic_id, task_id } = content.changes;
  const item = new TreeItem(plainLine(folder.label), TreeItemCollapsibleState.Expanded);
  item.id = `${epic_id}/${task_id}/${folder.path}/`;
  item.iconPath = ThemeIcon.Folder;
  const counts = l10n.t("{0}/{1} reviewed", tickedCount(files, content.marks), files.length);
  item.description = counts;
  item.tooltip = plainLine(folder.path);
  item.contextValue = "reviewFolder";
  item.checkboxState = checkbox(files.every((file) => isTicked(file, content.marks)));
  item.accessibilityInformation = { label: `${plainLine(folder.path)}, ${counts}` };
  return item;
}

function fileItem(node: ReviewNode, comments: number, layout: Layout): TreeItem {
  const { content, file } = node;
  const { epic_id, task_id } = content.changes;
  const reviewed = isTicked(file, content.marks);
  const { name, folder } = nameAndFolder(file.path);
  const documents = fileDocuments(content.changes, file);
  const item = new TreeItem(name);
  item.id = `${epic_id}/${task_id}/${file.path}`;
  item.resourceUri = Uri.from(rowUri(file.change === "deleted" ? documents.old : documents.new));
  const concern = concernWord(file);
  // Its folder stands above it.
  item.description = [concern, layout === "tree" ? "" : folder, comments > 0 ? commentCount(comments) : ""]
    .filter((part) => part !== "")
    .join(" • ");
  item.tooltip = [plainLine(file.path), concern, changeWord(file), commentCount(comments)]
    .filter((part) => part !== "")
    .join("\n");
  item.contextValue = "reviewFile";
  item.command = { command: "swarmPanel.review.openFile", title: l10n.t("Open File Changes"), arguments: [node] };
  item.checkboxState = checkbox(reviewed);
  item.accessibilityInformation = { label: fileSentence(file, { reviewed, comments }) };
  return item;
}

const fileRow = (content: FilesContent, file: FileChange): ReviewNode => ({ kind: "reviewFile", content, file });

const inFolders = (content: FilesContent, { folders, files }: Pick<Folder, "folders" | "files">): Row[] => [
  ...folders.map((folder): FolderNode => ({ kind: "reviewFolder", content, folder, files: filesBelow(folder) })),
  ...files.map((file) => fileRow(content, file)),
];

/** One row a file, by folders if wanted; generated ones in a row of their own, unless there is nothing else. */
export function rowsOf(content: FilesContent, layout: Layout): Row[] {
  const { files } = content.changes;
  const generated = files.filter(isReadLast);
  const folded = generated.length > 0 && generated.length < files.length;
  const shown = files.filter((file) => !folded || !isReadLast(file));
  const open = layout === "tree" ? inFolders(content, folderTree(shown)) : shown.map((file) => fileRow(content, file));
  return folded ? [...open, { kind: "generatedFiles", content, files: generated }] : open;
}

export function childrenOf(row: Row): Row[] {
  if (row.kind === "generatedFiles") return row.files.map((file) => fileRow(row.content, file));
  return row.kind === "reviewFolder" ? inFolders(row.content, row.folder) : [];
}

export function treeItemOf(row: Row, facts: ReviewFacts, layout: Layout): TreeItem {
  if (row.kind === "generatedFiles") return generatedItem(row);
  if (row.kind === "reviewFolder") return folderItem(row);
  return fileItem(row, facts.commentsOn(row.content.task, row.file), layout);
}
