// What VS Code asks and tells in an ordinary window. A window under test has neither: modal boxes are refused, toasts hidden.
import type { Page } from "playwright-core";
import { until } from "./until.ts";

const limitMs = 60_000;
const box = ".monaco-dialog-box";
const bell = "#status\\.notifications";
const toasts = ":is(.notifications-toasts, .notifications-center) .notification-list-item";
/** VS Code shows no toast when several came within a moment: then the person finds it behind the bell, and so do we. */
const bellAfterMs = 3000;

const tidy = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

/** Presses a button of the modal box, and gives what the box said: its question and its details. */
export async function answerModal(page: Page, button: string): Promise<string> {
  const said = tidy(await page.locator(`${box} .dialog-message-container`).innerText());
  await page.locator(`${box} .monaco-button`).getByText(button, { exact: true }).click();
  await page.locator(box).waitFor({ state: "detached" });
  return said;
}

export interface Toast {
  text: string;
  /** Labels of its buttons. */
  buttons: string[];
  press(button: string): Promise<void>;
}

/** The toast whose words fit, as soon as it is on screen, or behind the bell. */
export async function toast(page: Page, wanted: RegExp): Promise<Toast> {
  let said: string[] = [];
  let toBell = performance.now() + bellAfterMs;
  return until(
    `the toast ${String(wanted)}`,
    limitMs,
    async () => {
      said = (await page.locator(`${toasts} .notification-list-item-message`).allInnerTexts()).map(tidy);
      const text = said.find((one) => wanted.test(one));
      if (text === undefined) {
        if (performance.now() < toBell) return undefined;
        toBell = Infinity;
        if (!(await page.locator(".notifications-center.visible").isVisible())) await page.locator(bell).click();
        return undefined;
      }
      const buttons = page.locator(toasts).filter({ hasText: text }).first().locator(".monaco-button");
      const press = (button: string): Promise<void> => buttons.getByText(button, { exact: true }).click();
      return { text, buttons: (await buttons.allInnerTexts()).map(tidy), press };
    },
    () => said.join(" | ") || "no toast",
  );
}
