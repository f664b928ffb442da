// Which commit of a task the person had open last, so that what changed since can be shown. Kept with the workspace.
import { window, workspace, type Memento, type TextDocument } from "vscode";
import * as z from "zod/mini";
import type { TaskRef } from "../selection.ts";
import { taskKey } from "../session/picture.ts";
import type { Disposable } from "../signal.ts";
import { readDocumentUri } from "./review-uri.ts";

const storageKey = "swarmPanel.review.seen";
const seenSchema = z.record(z.string(), z.object({ last: z.string(), before: z.nullable(z.string()) }));
type Seen = z.infer<typeof seenSchema>;

/** Tasks that are remembered; the oldest go above this number. */
const limit = 500;

export interface SeenCommits extends Disposable {
  /** The commit that was open last, other than this one; null: none was. */
  before(task: TaskRef, commit: string): string | null;
}

export function rememberSeen(memento: Pick<Memento, "get" | "update">): SeenCommits {
  const read = seenSchema.safeParse(memento.get(storageKey));
  let seen: Seen = read.success ? read.data : {};

  function note({ epicId, taskId, commit }: TaskRef & { commit: string }): void {
    const key = taskKey(epicId, taskId);
    const { [key]: known, ...others } = seen;
    if (known?.last === commit) return;
    const kept = Object.entries(others).slice(1 - limit);
    seen = { ...Object.fromEntries(kept), [key]: { last: commit, before: known?.last ?? null } };
    void memento.update(storageKey, seen);
  }

  const look = ({ uri }: TextDocument): void => {
    const document = readDocumentUri(uri);
    if (document !== null) note(document);
  };
  const listening = [
    workspace.onDidOpenTextDocument(look),
    // One that is still held when it is shown again is not opened again.
    window.onDidChangeVisibleTextEditors((editors) => editors.forEach((editor) => look(editor.document))),
  ];
  return {
    before({ epicId, taskId }, commit) {
      const known = seen[taskKey(epicId, taskId)];
      return known?.last === commit ? known.before : (known?.last ?? null);
    },
    dispose: () => listening.forEach((each) => each.dispose()),
  };
}
