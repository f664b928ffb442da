// VS Code's window in a headless browser: the page of a running code-server, which may reach nothing but this machine.
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { extensionHosts } from "./extension-hosts.ts";
import { findBrowser } from "./find-browser.ts";
import type { RunningServer } from "./start-code-server.ts";
import { until } from "./until.ts";

export interface WorkbenchOptions {
  /** Absolute path of a folder or of a `.code-workspace`; null opens an empty window. */
  folder: string | null;
  /** Pixels. */
  viewport: { width: number; height: number };
  /** Pairs for VS Code's own use, as `extensionTestsPath`. */
  payload: readonly (readonly [string, string])[];
  /** Called with the page before it loads. */
  beforeLoad(page: Page): Promise<void>;
}

export interface Workbench {
  readonly page: Page;
  /** Addresses beyond this machine that the page asked for, and did not get. */
  readonly strayRequests: readonly string[];
  /** `[error] …`: what the page wrote to its console. */
  readonly consoleLines: readonly string[];
  /** Closes the window as a person does, and waits until the extensions in it had their end. */
  close(): Promise<void>;
}

export const ordinaryWindow: WorkbenchOptions = {
  folder: null,
  viewport: { width: 1440, height: 900 },
  payload: [],
  beforeLoad: async () => undefined,
};

const actionLimitMs = 30_000;
const deactivationLimitMs = 10_000;

export async function openWorkbench(server: RunningServer, options: WorkbenchOptions): Promise<Workbench> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({
      viewport: options.viewport,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const strayRequests: string[] = [];
    await keepOnThisMachine(context, strayRequests);
    const page = await context.newPage();
    page.setDefaultTimeout(actionLimitMs);
    const consoleLines: string[] = [];
    page.on("console", (message) => consoleLines.push(`[${message.type()}] ${message.text()}`));
    page.on("pageerror", (error) => consoleLines.push(`[pageerror] ${error.message}`));
    // Only a window with unsaved text asks, when it closes; a person who closes it says yes.
    page.on("dialog", (dialog) => void dialog.accept());
    await options.beforeLoad(page);
    const response = await page.goto(windowAddress(server, options), { waitUntil: "commit" });
    if (response?.ok() !== true)
      throw new Error(`The workbench answered ${response?.status()}:\n${await server.log()}`);
    const close = async (): Promise<void> => {
      // A page that is asked, and not torn away, tells VS Code to end its extension host.
      if (!page.isClosed()) await page.close({ runBeforeUnload: true });
      const noHost = async (): Promise<true | undefined> =>
        (await extensionHosts(server.pid)).length === 0 ? true : undefined;
      await until("the end of the extension host", deactivationLimitMs, noHost).catch(() => undefined);
      await browser.close();
    };
    return { page, strayRequests, consoleLines, close };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Waits until the window is drawn. */
export async function workbenchReady(page: Page): Promise<void> {
  await page
    .locator(".monaco-workbench .part.statusbar .statusbar-item")
    .first()
    .waitFor({ timeout: actionLimitMs * 4 });
}

async function launchBrowser(): Promise<Browser> {
  const { executable, args, env } = await findBrowser();
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return chromium.launch({
    executablePath: executable,
    args,
    env: { ...Object.fromEntries(own), ...env },
    timeout: actionLimitMs,
  });
}

async function keepOnThisMachine(context: BrowserContext, strayRequests: string[]): Promise<void> {
  const isStray = (url: URL): boolean => /^(https?|wss?):$/.test(url.protocol) && url.hostname !== "127.0.0.1";
  await context.route(isStray, async (route) => {
    strayRequests.push(route.request().url());
    await route.abort();
  });
}

function windowAddress(server: RunningServer, options: WorkbenchOptions): string {
  const { folder } = options;
  const query = new URLSearchParams();
  if (folder === null) query.set("ew", "true");
  else query.set(folder.endsWith(".code-workspace") ? "workspace" : "folder", folder);
  const payload: (readonly [string, string])[] = [["skipWelcome", "true"], ...options.payload];
  if (server.extension.kind === "development")
    payload.push(["extensionDevelopmentPath", server.remoteUri(server.extension.folder)]);
  query.set("payload", JSON.stringify(payload));
  return `${server.url}/?${query.toString()}`;
}
