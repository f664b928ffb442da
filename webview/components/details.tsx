// What a row has to say beyond its line, and a button for everything that can be done with it now.
import { t } from "@vscode/l10n";
import type { VNode } from "preact";
import type { Action, Row } from "../../src/protocol.ts";
import { titleOf } from "../row-names.ts";
import { exactText, visibleText } from "../plain-text.ts";
import { actionLook } from "../state-words.ts";
import { Button } from "../toolkit.tsx";
import { usePanel } from "./panel-context.ts";

const detailsName = (row: Row): string => t("Details of {0}", titleOf(row));

/** Of these the first is what is wanted most; the others end, undo or repeat something. */
const onward: ReadonlySet<Action> = new Set(["review", "merge", "resume"]);

function facts(row: Row): string[] {
  if (row.kind !== "task") return [];
  return [
    ...(row.branch === null ? [] : [t("Branch {0}", exactText(row.branch))]),
    ...(row.keptUnder === null ? [] : [t("Recoverable under {0}", exactText(row.keptUnder))]),
    ...(row.attempt > 1 ? [t("Attempt {0}", row.attempt)] : []),
    ...(row.files === null || row.files === 0 ? [] : [t("{0} of {1} files reviewed", row.reviewed, row.files)]),
  ];
}

export function Details(props: { row: Row; lineKey: string; tabbable: boolean }): VNode {
  const { row, lineKey, tabbable } = props;
  const { act, viewport } = usePanel();
  const notes = row.kind === "task" ? row.notes : [];
  // The card above has what a worker asks, and the buttons that answer.
  const tells = row.kind === "task" && row.asks.length === 0 && row.activity.length > 60;
  const told = row.kind === "epic" ? row.note : tells ? row.activity : null;
  const said = told === null ? null : visibleText(told);
  const actions = row.actions.filter((action) => action !== "allow" && action !== "answer");
  const forward = actions.find((action) => onward.has(action));
  return (
    <div class="details-box" role="group" aria-label={detailsName(row)}>
      {said !== null && <bdi class="said">{said}</bdi>}
      {notes.map((note) => (
        <div class="note" key={note}>
          <span class="codicon codicon-info" aria-hidden="true" />
          <bdi>{visibleText(note)}</bdi>
        </div>
      ))}
      {facts(row).length > 0 && (
        <div class="facts">
          {facts(row).map((fact) => (
            <bdi key={fact}>{fact}</bdi>
          ))}
        </div>
      )}
      {actions.length > 0 && (
        <div class="buttons">
          {actions.map((action) => {
            const press = (): void => {
              if (viewport.isSteady(lineKey)) act(row, action);
            };
            return (
              <Button
                key={action}
                look={action === forward ? "primary" : "secondary"}
                tabbable={tabbable}
                onPress={press}
              >
                {actionLook(action, row).title}
              </Button>
            );
          })}
        </div>
      )}
    </div>
  );
}
