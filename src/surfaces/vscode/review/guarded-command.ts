// Registers a command. A breakdown in it is logged and told, never lost.
import { commands, l10n, window } from "vscode";
import { breakdownSentence } from "../breakdown-sentence.ts";
import type { PanelParts } from "../panel-parts.ts";
import type { Disposable } from "../signal.ts";

/** `id` without the prefix. The handler gets what the menu hands in, or undefined from the palette. */
export function registerGuardedCommand(
  parts: Pick<PanelParts, "log">,
  id: string,
  handler: (argument: unknown) => Promise<unknown>,
): Disposable {
  return commands.registerCommand(`swarmPanel.${id}`, async (argument: unknown) => {
    try {
      return await handler(argument);
    } catch (error) {
      parts.log.error(error instanceof Error ? error : String(error));
      const show = l10n.t("Show Log");
      void window.showErrorMessage(breakdownSentence(l10n.t, error), show).then((chosen) => {
        if (chosen === show) parts.log.show();
      });
      return undefined;
    }
  });
}
