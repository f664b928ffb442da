// The browser that shows the workbench: the one that is named, one that is installed, else Chromium from npm.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { npmChromium } from "./npm-chromium.ts";

export interface Browser {
  /** Absolute path of a Chromium, Chrome, Edge or Brave. */
  executable: string;
  /** Arguments that it needs on any machine, without a display and as any user. */
  args: string[];
  /** What its environment needs beside that of this process. */
  env: Record<string, string>;
}

const names = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "microsoft-edge-stable",
  "brave-browser",
];

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/**
 * Looks at CHROME_PATH, CHROMIUM_PATH and PUPPETEER_EXECUTABLE_PATH, at PATH and at the usual places; on Linux x64 it takes
 * Chromium from npm if there is none (once, about 10 s and 210 MB). SWARM_TEST_BROWSER=npm takes that one at once.
 * Throws if there is no browser.
 */
export async function findBrowser(): Promise<Browser> {
  const installed = process.env["SWARM_TEST_BROWSER"] === "npm" ? undefined : candidates().find(isExecutable);
  if (installed !== undefined) return { executable: installed, args: [...args], env: {} };
  const { executable, env } = await npmChromium();
  return { executable, args: [...args], env };
}

function candidates(): string[] {
  const { env, platform } = process;
  const named = ["CHROME_PATH", "CHROMIUM_PATH", "PUPPETEER_EXECUTABLE_PATH"].map((name) => env[name] ?? "");
  const folders = platform === "win32" ? [] : (env["PATH"] ?? "").split(delimiter);
  const onPath = folders.filter((folder) => folder !== "").flatMap((folder) => names.map((name) => join(folder, name)));
  return [...named.filter((path) => path !== ""), ...onPath, ...usualPlaces()];
}

function usualPlaces(): string[] {
  if (process.platform === "darwin")
    return ["Google Chrome", "Chromium", "Microsoft Edge"].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  if (process.platform === "win32") {
    const roots = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].map((name) => process.env[name] ?? "");
    const below = ["Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"];
    return roots.filter((root) => root !== "").flatMap((root) => below.map((path) => join(root, path)));
  }
  return ["/opt/google/chrome/chrome", "/opt/microsoft/msedge/msedge", "/snap/bin/chromium"];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
