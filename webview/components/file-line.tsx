// A changed file on its line: its name, where it lies, what happened to it and whether it was looked at.
import { t } from "@vscode/l10n";
import type { VNode } from "preact";
import type { FileRow } from "../../src/protocol.ts";
import { lineText } from "../row-names.ts";
import { changeLook } from "../state-words.ts";
import { LineCounts } from "./line-counts.tsx";

export function FileLine(props: { row: FileRow }): VNode {
  const { row } = props;
  const look = changeLook(row.change);
  const path = lineText(row.path);
  const slash = path.lastIndexOf("/");
  const comments = row.comments;
  return (
    <>
      <span
        class={`state codicon codicon-${row.reviewed ? "pass-filled tone-green" : "file tone-dim"}`}
        aria-hidden="true"
      />
      <div class="words" aria-hidden="true">
        <div class="first" title={row.from === null ? path : t("{0}, was {1}", path, lineText(row.from))}>
          <div class={`title change-${look.tone}`} dir="auto">
            {path.slice(slash + 1)}
          </div>
          <div class="folder" dir="auto">
            {slash < 0 ? "" : path.slice(0, slash)}
          </div>
          {comments > 0 && (
            <span class="comments" aria-hidden="true">
              <span class="codicon codicon-comment" />
              {comments}
            </span>
          )}
          <LineCounts lines={row.lines} />
          <span class={`letter change-${look.tone}`} aria-hidden="true">
            {look.letter}
          </span>
        </div>
      </div>
    </>
  );
}
