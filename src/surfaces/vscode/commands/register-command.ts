// Registers commands of ours. Each is logged when it is called; a breakdown in one is told in a sentence, never lost.
import * as vscode from "vscode";
import { breakdownSentence } from "../breakdown-sentence.ts";
import type { Disposable } from "../signal.ts";

/** `id` without the prefix. The handler gets what a menu hands in, or undefined from the palette. */
export type RegisterCommand = (id: string, handler: (target: unknown) => Promise<unknown>) => Disposable;

/** `onBreakdown` hears it first: it may know what to show instead. True: it did. */
export function createRegisterCommand(
  log: vscode.LogOutputChannel,
  onBreakdown: (error: unknown) => boolean,
): RegisterCommand {
  return (id, handler) =>
    vscode.commands.registerCommand(`swarmPanel.${id}`, async (target: unknown) => {
      log.info(`command: ${id}`);
      try {
        return await handler(target);
      } catch (error) {
        log.error(error instanceof Error ? error : String(error));
        if (onBreakdown(error)) return undefined;
        const show = vscode.l10n.t("Show Log");
        void vscode.window.showErrorMessage(breakdownSentence(vscode.l10n.t, error), show).then((chosen) => {
          if (chosen === show) log.show();
        });
        return undefined;
      }
    });
}
