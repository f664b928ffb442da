// No swarm yet: how to come by one.
import { t } from "@vscode/l10n";
import type { VNode } from "preact";
import { Button } from "../toolkit.tsx";
import { usePanel } from "./panel-context.ts";

export function EmptyState(): VNode {
  const { post } = usePanel();
  return (
    <div class="empty">
      <p>{t("No swarm yet. Workers run in their own worktrees, so your files stay as they are until you merge.")}</p>
      <Button look="primary" tabbable onPress={() => post({ type: "command", id: "swarmPanel.new" })}>
        {t("New Swarm…")}
      </Button>
      <p>{t("To see one at work without a key, in a temporary folder:")}</p>
      <Button look="secondary" tabbable onPress={() => post({ type: "command", id: "swarmPanel.demo" })}>
        {t("Try the Demo")}
      </Button>
    </div>
  );
}
