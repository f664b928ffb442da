// What a test inside the extension host can do to the window that shows it, done with Playwright from outside.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Frame, Locator, Page } from "playwright-core";
import type { AxeResults } from "axe-core";
import type { Workbench } from "./open-workbench.ts";
import { pick, runCommand, setTheme } from "./palette.ts";
import { webviewFrame } from "./webview-frame.ts";
import { notifications, openView, statusBarTexts, tabs } from "./window-parts.ts";

/** Where an element is looked for: in VS Code's own window, or in the webview with this title. */
export type Place = "window" | { webview: string };

export interface AxeFinding {
  rule: string;
  impact: "minor" | "moderate" | "serious" | "critical" | null;
  help: string;
  /** Selectors of the elements. */
  elements: string[];
}

export type HandsActions = ReturnType<typeof createHandsActions>;

/** Selectors are Playwright's (`role=treeitem[name="…"]`); where one element is meant, the first that fits is taken. */
export function createHandsActions({ page, strayRequests, consoleLines }: Workbench, pictures: string) {
  const root = async (place: Place): Promise<Page | Frame> =>
    place === "window" ? page : webviewFrame(page, place.webview);
  const all = async (place: Place, selector: string): Promise<Locator> => (await root(place)).locator(selector);
  const one = async (place: Place, selector: string): Promise<Locator> => (await all(place, selector)).first();
  const otherWindows = (): Page[] =>
    page
      .context()
      .pages()
      .filter((other) => other !== page);
  return {
    click: async (place: Place, selector: string) => (await one(place, selector)).click(),
    hover: async (place: Place, selector: string) => (await one(place, selector)).hover(),
    contextMenu: async (place: Place, selector: string) => (await one(place, selector)).click({ button: "right" }),
    fill: async (place: Place, selector: string, text: string) => (await one(place, selector)).fill(text),
    focus: async (place: Place, selector: string) => (await one(place, selector)).focus(),
    /** To whatever has the focus. */
    type: (text: string) => page.keyboard.type(text),
    /** Keys in Playwright's words, as `Control+Enter`, to whatever has the focus. */
    press: (keys: string) => page.keyboard.press(keys),
    text: async (place: Place, selector: string) => (await one(place, selector)).innerText(),
    texts: async (place: Place, selector: string) => (await all(place, selector)).allInnerTexts(),
    attribute: async (place: Place, selector: string, name: string) => (await one(place, selector)).getAttribute(name),
    /** Pixels in the window; null when it is not drawn. */
    box: async (place: Place, selector: string) => (await one(place, selector)).boundingBox(),
    count: async (place: Place, selector: string) => (await all(place, selector)).count(),
    waitFor: async (place: Place, selector: string, state: "attached" | "detached" | "visible" | "hidden") =>
      (await one(place, selector)).waitFor({ state }),
    /** What a screen reader is given, as Playwright writes it in YAML. */
    ariaSnapshot: async (place: Place, selector: string) => (await one(place, selector)).ariaSnapshot(),
    /** Value of a JavaScript expression, as JSON keeps it. */
    evaluate: async (place: Place, expression: string): Promise<unknown> => (await root(place)).evaluate(expression),
    axe: async (place: Place) => findingsOf(await root(place)),
    runCommand: (title: string) => runCommand(page, title),
    /** Chooses a row of the list that is open. */
    pick: (label: string) => pick(page, label),
    openView: (title: string) => openView(page, title),
    setTheme: (label: string) => setTheme(page, label),
    notifications: () => notifications(page),
    statusBarTexts: () => statusBarTexts(page),
    tabs: () => tabs(page),
    /** Addresses of the windows that were opened beside this one. */
    otherWindows: async () => otherWindows().map((other) => other.url()),
    closeOtherWindows: async () => void (await Promise.all(otherWindows().map((other) => other.close()))),
    strayRequests: async () => [...strayRequests],
    consoleLines: async () => [...consoleLines],
    /** Writes `<name>.png` beside the report of the run and gives its path. */
    screenshot: async (name: string) => {
      const path = join(pictures, `${name.replaceAll(/[^\w-]+/g, "-")}.png`);
      await page.screenshot({ path });
      return path;
    },
  };
}

async function findingsOf(root: Page | Frame): Promise<AxeFinding[]> {
  const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await root.evaluate(`${source};0`);
  const { violations } = (await root.evaluate("axe.run()")) as AxeResults;
  return violations.map(({ id, impact, help, nodes }) => ({
    rule: id,
    impact: impact ?? null,
    help,
    elements: nodes.map(({ target }) => target.join(" ")),
  }));
}
