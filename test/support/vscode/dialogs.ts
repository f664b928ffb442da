// What VS Code asks and tells in an ordinary window. A window under test has neither: modal boxes are refused, toasts hidden.
import type { Page } from "playwright-core";
import { until } from "./until.ts";

const limitMs = 60_000;
const toasts = ".notifications-toasts .notification-list-item";

const tidy = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

/** The toast that fits, as soon as it is on screen: its words, and its buttons by their labels. */
export async function toast(
  page: Page,
  wanted: RegExp,
): Promise<{ text: string; press(button: string): Promise<void> }> {
  let said: string[] = [];
  return until(
    `the toast ${String(wanted)}`,
    limitMs,
    async () => {
      said = (await page.locator(`${toasts} .notification-list-item-message`).allInnerTexts()).map(tidy);
      const text = said.find((one) => wanted.test(one));
      const shown = page.locator(toasts).filter({ hasText: text ?? "" });
      return text === undefined
        ? undefined
        : {
            text,
            press: (button) => shown.locator(".monaco-button").getByText(button, { exact: true }).first().click(),
          };
    },
    () => said.join(" | ") || "no toast",
  );
}
