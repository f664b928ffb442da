// What a person does through the command palette and its lists.
import type { Page } from "playwright-core";

const input = ".quick-input-widget:visible .quick-input-filter input";
const row = ".quick-input-widget:visible .quick-input-list .monaco-list-row";
const attempts = 4;
const stepLimitMs = 15_000;

const exactly = (text: string): RegExp => new RegExp(`^\\s*${text.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&")}\\s*$`);

/** Runs a command by its title in the palette, with its category: `Swarm: Show Status`. Throws with what was offered instead. */
export async function runCommand(page: Page, title: string): Promise<void> {
  let offered: string[] = [];
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      await page.keyboard.press("F1");
      await page.locator(input).fill(`>${title}`, { timeout: stepLimitMs });
      await pick(page, title);
      return;
    } catch {
      // A palette that opened late, or a focus that VS Code took meanwhile.
      offered = await page.locator(`${row} .label-name`).allInnerTexts();
      await page.keyboard.press("Escape");
    }
  }
  throw new Error(`The palette has no "${title}"; it offered: ${offered.slice(0, 8).join(" | ") || "nothing"}`);
}

/** Chooses the row with this label in the list that is open. */
export async function pick(page: Page, label: string): Promise<void> {
  const rows = page.locator(row);
  await rows
    .filter({ has: page.locator(".label-name", { hasText: exactly(label) }) })
    .first()
    .click({ timeout: stepLimitMs });
}

/** Changes the colour theme by the label that the list of themes has: `Dark High Contrast`. */
export async function setTheme(page: Page, label: string): Promise<void> {
  await runCommand(page, "Preferences: Color Theme");
  await page.locator(`${input}[placeholder*="theme" i]`).fill(label);
  await pick(page, label);
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}
