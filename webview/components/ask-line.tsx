// What a worker asks, as a card below its row. The answer can be given once; the card goes when the host says so.
import { t } from "@vscode/l10n";
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { AskCard, Row, TaskRow } from "../../src/protocol.ts";
import { askKey } from "../outline.ts";
import { lineText } from "../row-names.ts";
import { usePanel } from "./panel-context.ts";
import { PermissionCard } from "./permission-card.tsx";
import { QuestionCard } from "./question-card.tsx";

const askOf = (row: Row, lineKey: string): AskCard | undefined =>
  row.kind === "task" ? row.asks.find((ask) => askKey(row.key, ask.request) === lineKey) : undefined;

function askName(row: Row, lineKey: string): string {
  const ask = askOf(row, lineKey);
  if (ask === undefined) return t("Answered");
  if (ask.kind === "question")
    return t("Question: {0}", lineText(ask.questions.map(({ question }) => question).join(" ")));
  const asked = lineText(ask.patterns.join(" "));
  return ask.risky ? t("Risky permission request: {0}", asked) : t("Permission request: {0}", asked);
}

/** Milliseconds after which the buttons come back if the host took no notice of an answer. */
const patience = 8000;

export function AskLine(props: { row: TaskRow; lineKey: string; tabbable: boolean }): VNode | null {
  const { row, lineKey, tabbable } = props;
  const { goTo, post, viewport, drafts } = usePanel();
  const sent = useSignal(false);
  const ask = askOf(row, lineKey);

  useEffect(() => {
    if (!sent.value) return;
    const timer = setTimeout(() => (sent.value = false), patience);
    return () => clearTimeout(timer);
  }, [sent.value, sent]);

  if (ask === undefined) return null;
  const send = (message: Parameters<typeof post>[0]): void => {
    if (sent.peek() || !viewport.isSteady(lineKey)) return;
    post(message);
    sent.value = true;
    drafts.value = Object.fromEntries(
      Object.entries(drafts.peek()).filter(([key]) => !key.endsWith(`:${ask.request}`)),
    );
    // The buttons go: the focus waits on the card, and goes to the row with it.
    goTo(lineKey);
  };
  const shared = { row, tabbable, send };
  return (
    <div
      class={`card${ask.kind === "permission" && ask.risky ? " risky" : ""}`}
      role="group"
      aria-label={askName(row, lineKey)}
    >
      {ask.kind === "permission" ? (
        <PermissionCard ask={ask} sent={sent.value} {...shared} />
      ) : (
        <QuestionCard ask={ask} sent={sent.value} {...shared} />
      )}
      {sent.value && <p class="sent">{t("Answer sent…")}</p>}
    </div>
  );
}
