// What a person does through the command palette and its lists.
import type { Locator, Page } from "playwright-core";
import { until } from "./until.ts";

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

/** Titles of the commands that the palette offers now and that begin so, in its order. */
export async function offeredCommands(page: Page, beginning: string): Promise<string[]> {
  await page.keyboard.press("F1");
  await page.locator(input).fill(`>${beginning}`, { timeout: stepLimitMs });
  const offered = await until("an answer of the palette", stepLimitMs, async () => {
    const titles = await page.locator(`${row} .label-name`).allInnerTexts();
    return titles.some((title) => title.startsWith(beginning)) ? titles : undefined;
  });
  await page.keyboard.press("Escape");
  return offered.filter((title) => title.startsWith(beginning));
}

/** Chooses the row with this label in the list that is open. */
export async function pick(page: Page, label: string): Promise<void> {
  await rowOf(page, label).click({ timeout: stepLimitMs });
}

const rowOf = (page: Page, label: string): Locator =>
  page
    .locator(row)
    .filter({ has: page.locator(".label-name", { hasText: exactly(label) }) })
    .first();

/** Changes the colour theme by the label that the list of themes has: `Dark High Contrast`. */
export async function setTheme(page: Page, label: string): Promise<void> {
  // The list holds the themes of the extensions that were known when it opened: soon after the start it is opened again.
  await until(`the theme "${label}"`, 4 * stepLimitMs, async () => {
    await runCommand(page, "Preferences: Color Theme");
    await page.locator(`${input}[placeholder*="theme" i]`).fill(label);
    const chosen = await rowOf(page, label)
      .click({ timeout: 3000 })
      .then(
        () => true,
        () => undefined,
      );
    if (chosen === undefined) await page.keyboard.press("Escape");
    return chosen;
  });
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}
