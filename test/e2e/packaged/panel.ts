// The tree of the panel under a person's mouse.
import type { Frame, Page } from "playwright-core";
import { until } from "../../support/vscode/until.ts";
import { webviewFrame } from "../../support/vscode/webview-frame.ts";

const limitMs = 90_000;
/** What has just moved takes no click, so a click may have to be repeated. */
const pressMs = 1500;

export type Panel = ReturnType<typeof panelIn>;

/** `row`: the id of a task, or null for the one epic. */
export function panelIn(page: Page) {
  const frame = (): Promise<Frame> => webviewFrame(page, "Swarm");
  const rowOf = (row: string | null): string => (row === null ? ".line.epic" : `.line.task[data-key$="/${row}"]`);
  const details = (row: string | null): string =>
    row === null ? '.line.details:not([data-key*="/"])' : `.line.details[data-key$="/${row}#details"]`;

  async function textOf(selector: string): Promise<string> {
    const found = (await frame()).locator(selector);
    return (await found.allInnerTexts())[0]?.replaceAll(/\s+/g, " ").trim() ?? "";
  }

  async function untilText(selector: string, wanted: RegExp): Promise<string> {
    let text = "";
    return until(
      `${selector} with ${String(wanted)}`,
      limitMs,
      async () => {
        text = await textOf(selector);
        return wanted.test(text) ? text : undefined;
      },
      () => text,
    );
  }

  async function unfold(row: string | null): Promise<void> {
    const line = (await frame()).locator(rowOf(row));
    if ((await line.getAttribute("aria-expanded")) !== "true") await line.locator(".twistie").click();
    await (await frame()).locator(details(row)).waitFor();
  }

  return {
    /** Waits until the panel shows that there is no swarm yet. */
    isEmpty: async () => (await frame()).locator("text=No swarm yet").waitFor(),
    /** What whoever hears the row is told. */
    nameOf: (row: string | null) => textOf(`${rowOf(row)} > .aloud`),
    /** Waits until the row says so to whoever hears it. */
    says: (row: string | null, wanted: RegExp) => untilText(`${rowOf(row)} > .aloud`, wanted),
    /** Waits until the unfolded row shows so. */
    async shows(row: string | null, wanted: RegExp): Promise<string> {
      await unfold(row);
      return untilText(details(row), wanted);
    },
    select: async (row: string) => (await frame()).locator(rowOf(row)).click(),
    async epicId(): Promise<string> {
      return (await (await frame()).locator(".line.epic").getAttribute("data-key")) ?? "";
    },
    /** Presses a button of the unfolded row until `came` says that something came of it. */
    async press(row: string | null, button: string, came: () => Promise<boolean>): Promise<void> {
      await unfold(row);
      const found = (await frame()).locator(`${details(row)} .buttons > *`).getByText(button, { exact: true });
      await until(`what comes of "${button}"`, limitMs, async () => {
        if (await came()) return true;
        await found.click({ timeout: pressMs }).catch(() => undefined);
        return until("it", pressMs, async () => ((await came()) ? true : undefined)).catch(() => undefined);
      });
    },
  };
}
