// Why nothing can be done in the tree although it is shown, with the command that helps.
import type { VNode } from "preact";
import { visibleText } from "../plain-text.ts";
import { Button } from "../toolkit.tsx";
import { usePanel } from "./panel-context.ts";

export function BannerBar(): VNode | null {
  const { banner, post } = usePanel();
  const shown = banner.value;
  if (shown === null) return null;
  const { text, command } = shown;
  return (
    <div class="banner" role="region" aria-label={visibleText(text)}>
      <span class="codicon codicon-info" aria-hidden="true" />
      <span class="banner-text">{visibleText(text)}</span>
      {command !== null && (
        <Button look="secondary" tabbable onPress={() => post({ type: "command", id: command.id })}>
          {visibleText(command.title)}
        </Button>
      )}
    </div>
  );
}
