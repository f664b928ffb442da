// The document inside a webview, which stands two frames deep in the window.
import type { Frame, Page } from "playwright-core";
import { until } from "./until.ts";

const limitMs = 60_000;

/** The frame of the webview whose view or editor has this title. Ask again after a reload: a new document has a new frame. */
export async function webviewFrame(page: Page, title: string): Promise<Frame> {
  let titles: string[] = [];
  const found = await until(
    `the webview "${title}"`,
    limitMs,
    async () => {
      const inner = page.frames().filter((frame) => frame.parentFrame()?.parentFrame() === page.mainFrame());
      const named = await Promise.all(inner.map(async (frame) => ({ frame, title: await activeTitle(frame) })));
      titles = named.map((each) => each.title).filter((each) => each !== null);
      return named.find((each) => each.title === title)?.frame;
    },
    () => titles.join(", ") || "none",
  );
  await found.waitForLoadState("domcontentloaded");
  return found;
}

/** Null for a frame that is still being loaded in the shadow of the shown one, or that has just gone. */
async function activeTitle(frame: Frame): Promise<string | null> {
  try {
    const element = await frame.frameElement();
    return (await element.getAttribute("id")) === "active-frame" ? await element.getAttribute("title") : null;
  } catch {
    return null;
  }
}
