// Registers a command. A breakdown in it is logged and told, never lost.
import { commands, l10n, window } from "vscode";
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
      const reason = error instanceof Error ? error : new Error(String(error));
      parts.log.error(reason);
      const show = l10n.t("Show Log");
      void window.showErrorMessage(reason.message, show).then((chosen) => {
        if (chosen === show) parts.log.show();
      });
      return undefined;
    }
  });
}
