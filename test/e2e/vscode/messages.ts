// What VS Code told the person: an extension under development shows no toasts, its messages stand in the list of them.
import type { HandsActions } from "../../support/vscode/hands-actions.ts";
import { until } from "../../support/vscode/until.ts";

const limitMs = 60_000;

/** All that stand in the list now. */
export async function messages(hands: HandsActions): Promise<string[]> {
  await hands.runCommand("Notifications: Show Notifications");
  const said = await hands.texts("window", ".notifications-center .notification-list-item-message");
  await hands.press("Escape");
  return said;
}

/** The message that fits, as soon as it is there. */
export async function message(hands: HandsActions, wanted: RegExp): Promise<string> {
  let said: string[] = [];
  return until(
    `the message ${String(wanted)}`,
    limitMs,
    async () => {
      said = await messages(hands);
      return said.find((text) => wanted.test(text));
    },
    () => said.join(" | ") || "no message",
  );
}
