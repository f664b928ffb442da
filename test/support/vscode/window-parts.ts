// What a person sees and opens in the window around the panel.
import type { Page } from "playwright-core";

const tidy = (texts: readonly string[]): string[] =>
  texts.map((text) => text.replaceAll(/\s+/g, " ").trim()).filter((text) => text !== "");

/** Opens a view container by its name in the activity bar; one that is open stays open. */
export async function openView(page: Page, title: string): Promise<void> {
  const item = page.locator(`.activitybar .action-item:has(a.action-label[aria-label^="${title}"])`).first();
  await item.waitFor();
  // A click on the open container would close it. A badge lies over the label, so the whole item is clicked.
  if (!/\bchecked\b/.test((await item.getAttribute("class")) ?? "")) await item.click();
}

/** Messages of the toasts that are on screen. There are none while an extension is under development. */
export const notifications = async (page: Page): Promise<string[]> =>
  tidy(await page.locator(".notifications-toasts .notification-list-item-message").allInnerTexts());

export const statusBarTexts = async (page: Page): Promise<string[]> =>
  tidy(await page.locator(".part.statusbar .statusbar-item").allInnerTexts());

/** Labels of the editors that are open, in their order. */
export const tabs = async (page: Page): Promise<string[]> =>
  tidy(await page.locator(".tabs-container .tab .label-name").allInnerTexts());
