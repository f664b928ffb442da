// A worker wants to do something that needs a word: exactly what, and the ways to answer.
import { t } from "@vscode/l10n";
import type { VNode } from "preact";
import type { AskCard, TaskRow, WebviewMessage } from "../../src/protocol.ts";
import { exactText } from "../plain-text.ts";
import { Button, TextArea } from "../toolkit.tsx";
import { usePanel } from "./panel-context.ts";
import { useDraft } from "./use-draft.ts";

type Permission = Extract<AskCard, { kind: "permission" }>;

function headline(permission: string): string {
  switch (permission) {
    case "bash":
      return t("Wants to run");
    case "webfetch":
      return t("Wants to fetch");
    case "edit":
      return t("Wants to edit");
    case "external_directory":
      return t("Wants to reach outside its worktree");
    default:
      return t("Wants to use {0}", exactText(permission));
  }
}

export function PermissionCard(props: {
  ask: Permission;
  row: TaskRow;
  sent: boolean;
  tabbable: boolean;
  send: (message: WebviewMessage) => void;
}): VNode {
  const { ask, row, sent, tabbable, send } = props;
  const { viewport } = usePanel();
  const { request } = ask;
  /** Absent: no reason is being written. */
  const [reason, setReason] = useDraft(`reason:${request}`);
  const steady = (): boolean => viewport.isSteady(`${row.key}#ask:${request}`);
  const answer = (reply: "once" | "always" | "reject", message: string | null): void =>
    send({ type: "permission", key: row.key, request, reply, message });
  const deny = (): void => answer("reject", reason === undefined || reason.trim() === "" ? null : reason.trim());

  return (
    <>
      <div class="asks">
        {ask.risky && (
          <span class="risk">
            <span class="codicon codicon-warning" aria-hidden="true" /> {t("Risky")}
          </span>
        )}
        <span>{headline(ask.permission)}</span>
      </div>
      {ask.patterns.map((pattern) => (
        <pre class="exact" dir="ltr" key={pattern}>
          {exactText(pattern)}
        </pre>
      ))}
      {!sent && reason === undefined && (
        <div class="buttons">
          <Button look={ask.risky ? "secondary" : "primary"} tabbable={tabbable} onPress={() => answer("once", null)}>
            {t("Allow Once")}
          </Button>
          {!ask.risky && (
            <Button look="secondary" tabbable={tabbable} onPress={() => answer("always", null)}>
              {t("Always Allow")}
            </Button>
          )}
          <Button look="secondary" tabbable={tabbable} onPress={() => steady() && setReason("")}>
            {t("Deny…")}
          </Button>
        </div>
      )}
      {!sent && !ask.risky && reason === undefined && (
        <p class="hint">{t("Always: for this worker, until it ends.")}</p>
      )}
      {!sent && reason !== undefined && (
        <>
          <TextArea
            label={t("What should it do instead? (optional)")}
            value={reason}
            tabbable={tabbable}
            onInput={setReason}
            onSubmit={deny}
          />
          <div class="buttons">
            <Button look="primary" tabbable={tabbable} onPress={deny}>
              {t("Deny")}
            </Button>
            <Button look="secondary" tabbable={tabbable} onPress={() => steady() && setReason(undefined)}>
              {t("Cancel")}
            </Button>
          </div>
        </>
      )}
    </>
  );
}
