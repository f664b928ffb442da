// Rows of the Review view: a file with its tick, and one folded row for what a program wrote.
import { TreeItem, TreeItemCheckboxState, TreeItemCollapsibleState, Uri, l10n } from "vscode";
import type { FileChange } from "../../../application/live-swarm.ts";
import { isReadLast } from "../../../domain/reading-order.ts";
import { plainLine } from "../plain-line.ts";
import type { ReviewFacts } from "../review-facts.ts";
import { nameAndFolder } from "./name-and-folder.ts";
import type { ReviewContent } from "./review-model.ts";
import { fileDocuments, rowUri } from "./review-uri.ts";
import { changeWord, commentCount, concernWord, fileSentence, generatedSentence } from "./review-words.ts";
import { isTicked } from "./ticks.ts";

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

export type Row = ReviewNode | GeneratedNode;

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

function fileItem(node: ReviewNode, comments: number): TreeItem {
  const { content, file } = node;
  const { epic_id, task_id } = content.changes;
  const reviewed = isTicked(file, content.marks);
  const { name, folder } = nameAndFolder(file.path);
  const documents = fileDocuments(content.changes, file);
  const item = new TreeItem(name);
  item.id = `${epic_id}/${task_id}/${file.path}`;
  item.resourceUri = Uri.from(rowUri(file.change === "deleted" ? documents.old : documents.new));
  const concern = concernWord(file);
  item.description = [concern, folder, comments > 0 ? commentCount(comments) : ""]
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

/** One row a file; generated ones in a row of their own, unless there is nothing else. */
export function rowsOf(content: FilesContent): Row[] {
  const { files } = content.changes;
  const generated = files.filter(isReadLast);
  const folded = generated.length > 0 && generated.length < files.length;
  const open = files.filter((file) => !folded || !isReadLast(file)).map((file) => fileRow(content, file));
  return folded ? [...open, { kind: "generatedFiles", content, files: generated }] : open;
}

export const childrenOf = (row: Row): Row[] =>
  row.kind === "generatedFiles" ? row.files.map((file) => fileRow(row.content, file)) : [];

export const treeItemOf = (row: Row, facts: ReviewFacts): TreeItem =>
  row.kind === "generatedFiles" ? generatedItem(row) : fileItem(row, facts.commentsOn(row.content.task, row.file));
