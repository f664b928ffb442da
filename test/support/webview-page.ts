// The panel's real page in a real browser: served with the extension's own document and policy; only VS Code around it is played.
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import axe from "axe-core";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import type { HostMessage, WebviewMessage } from "../../src/protocol.ts";
import { parseWebviewMessage } from "../../src/surfaces/vscode/tree/webview-message.ts";
import { webviewHtml } from "../../src/surfaces/vscode/tree/webview-html.ts";
import { findBrowser } from "./vscode/find-browser.ts";
import { themeClasses, themeVariables, type ThemeKind } from "./webview-themes.ts";

/** The bench is bundled and runs from another folder, but always in the root of the project, as the tests do. */
const dist = resolve("dist");
const kinds: Record<string, string> = {
  "webview.js": "text/javascript",
  "webview.css": "text/css",
  "codicon.css": "text/css",
  "codicon.ttf": "font/ttf",
};

interface Served {
  address: string;
  close(): void;
}

/** The document at `/`, and what it loads. */
async function serve(): Promise<Served> {
  // All at once, so that a build beside the tests gives no page of two halves.
  const contents = new Map<string, Buffer>();
  for (const name of Object.keys(kinds)) contents.set(name, await readFile(join(dist, name)));
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? "/", "http://localhost").pathname.slice(1);
    const kind = kinds[name];
    if (name === "") {
      const html = webviewHtml({
        source: "'self'",
        nonce: randomBytes(16).toString("base64url"),
        script: "/webview.js",
        styles: "/webview.css",
        icons: "/codicon.css",
        language: "en",
        title: "Swarm",
      });
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(html);
    } else if (kind === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": kind }).end(contents.get(name));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Runs in the page before its own scripts: VS Code's side of a webview, its colours, and an ear for broken policy. */
const playVscode = (theme: { variables: Record<string, string>; classes: string[] }): string => `
  const played = { sent: [], violations: [], errors: [] };
  window.played = played;
  document.addEventListener("securitypolicyviolation", (event) =>
    played.violations.push(event.violatedDirective + " " + event.blockedURI + " " + event.sample));
  window.addEventListener("error", (event) => played.errors.push(event.message));
  window.addEventListener("unhandledrejection", (event) => played.errors.push(String(event.reason)));
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => played.sent.push(structuredClone(message)),
    getState: () => JSON.parse(sessionStorage.getItem("kept") ?? "null") ?? undefined,
    setState: (state) => sessionStorage.setItem("kept", JSON.stringify(state)),
  });
  played.send = (message) => window.dispatchEvent(new MessageEvent("message", { data: message }));
  played.painted = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))));
  const theme = ${JSON.stringify(theme)};
  const dress = () => {
    for (const [name, value] of Object.entries(theme.variables)) document.documentElement.style.setProperty(name, value);
    document.body.classList.add(...theme.classes);
  };
  if (document.body) dress();
  else new MutationObserver((_, observer) => { if (document.body) { observer.disconnect(); dress(); } })
    .observe(document, { childList: true, subtree: true });
`;

const findings = `axe.run(document).then(({ violations }) =>
  violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => id + ": " + node.html.slice(0, 300) + " " + node.failureSummary)))`;

export interface WebviewPage {
  page: Page;
  /** From the host to the page; resolves when it was painted. */
  send(...messages: unknown[]): Promise<void>;
  /** The same without waiting: for pages whose clock stands still. */
  post(...messages: unknown[]): Promise<void>;
  /** Serious findings of axe: `<rule>: <element>`. */
  axeFindings(): Promise<string[]>;
  /** What the page told the host so far, of one kind. */
  sent<T extends WebviewMessage["type"]>(type: T): Promise<Extract<WebviewMessage, { type: T }>[]>;
  /** Forgets what was told so far. */
  forget(): Promise<void>;
  painted(): Promise<void>;
  /** Broken policy and uncaught errors: there should be none. */
  complaints(): Promise<string[]>;
  /** Throws if the page complained, or told the host what the host would not understand. */
  close(): Promise<void>;
}

export interface PanelBrowser {
  open(
    options: { theme?: ThemeKind; classes?: string[]; init?: string; clock?: boolean } & Pick<
      BrowserContextOptions,
      "reducedMotion" | "viewport" | "deviceScaleFactor"
    >,
  ): Promise<WebviewPage>;
  close(): Promise<void>;
}

export async function openPanelBrowser(): Promise<PanelBrowser> {
  const { executable, args, env } = await findBrowser();
  const served = await serve();
  const browser: Browser = await chromium.launch({
    executablePath: executable,
    args,
    env: { ...(process.env as Record<string, string>), ...env },
  });
  return {
    async open({ theme = "dark", classes = [], init, clock = false, ...others }) {
      const context = await browser.newContext({ viewport: { width: 300, height: 700 }, ...others });
      if (clock) await context.clock.install();
      const page = await context.newPage();
      const played = { variables: themeVariables(theme), classes: [...themeClasses(theme), ...classes] };
      await page.addInitScript(`{${playVscode(played)}}`);
      if (init !== undefined) await page.addInitScript(init);
      await page.goto(served.address);
      const painted = async (): Promise<void> => {
        await page.evaluate("played.painted()");
      };
      const post = async (...messages: unknown[]): Promise<void> => {
        await page.evaluate(`for (const message of ${JSON.stringify(messages)}) played.send(message)`);
      };
      return {
        page,
        painted,
        post,
        async send(...messages) {
          await post(...messages);
          await painted();
        },
        async axeFindings() {
          await page.evaluate(axe.source);
          return page.evaluate(findings);
        },
        async sent(type) {
          return page.evaluate(`played.sent.filter((message) => message.type === ${JSON.stringify(type)})`);
        },
        async forget() {
          await page.evaluate("void played.sent.splice(0)");
        },
        async complaints() {
          return page.evaluate("[...played.violations, ...played.errors]");
        },
        async close() {
          const complaints = await page.evaluate<string[]>("[...played.violations, ...played.errors]");
          const told = await page.evaluate<unknown[]>("played.sent");
          await context.close();
          for (const message of told)
            if (parseWebviewMessage(message) === null) complaints.push(`not understood: ${JSON.stringify(message)}`);
          if (complaints.length > 0) throw new Error(complaints.join("\n"));
        },
      };
    },
    async close() {
      await browser.close();
      served.close();
    },
  };
}

/** A snapshot as the host sends it. */
export const snapshot = (
  rows: Extract<HostMessage, { type: "snapshot" }>["rows"],
  others: Partial<Extract<HostMessage, { type: "snapshot" }>> = {},
): HostMessage => ({
  type: "snapshot",
  seq: 1,
  rows,
  settings: { showCost: "cost", density: "comfortable", announce: "attention" },
  strings: {},
  banner: null,
  ...others,
});
