// Opens the native menus of the window and reads what they offer.
import { noteMenu } from "./note-exercised.ts";
import { until } from "../../support/vscode/until.ts";
import type { HandsActions } from "../../support/vscode/hands-actions.ts";

const limitMs = 30_000;
const entry = ".monaco-menu .action-label";

/** Labels of the menu that is open; closes it. */
async function labels(hands: HandsActions): Promise<string[]> {
  const found = await until("an open menu", limitMs, async () => {
    const texts = await hands.texts("window", entry);
    return texts.length > 0 ? texts : undefined;
  });
  await hands.press("Escape");
  await hands.waitFor("window", entry, "detached");
  return found.map((text) => text.trim()).filter((text) => text !== "");
}

/** Commands of ours in the native menu of a row of the tree. */
export async function rowMenu(hands: HandsActions, selector: string): Promise<string[]> {
  await hands.contextMenu({ webview: "Swarm" }, selector);
  return noteMenu("webview/context", await labels(hands));
}

/** Commands of ours in the native menu of a row of the view Review. */
export async function reviewRowMenu(hands: HandsActions, selector: string): Promise<string[]> {
  await hands.contextMenu("window", selector);
  return noteMenu("view/item/context", await labels(hands));
}

/** Labels of the buttons of a bar, and of what stands behind its three dots. */
async function barLabels(hands: HandsActions, bar: string): Promise<string[]> {
  const buttons = `${bar} .action-label`;
  const count = await hands.count("window", buttons);
  const shown: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const label = await hands.attribute("window", `${buttons} >> nth=${at}`, "aria-label");
    if (label !== null) shown.push(label);
  }
  const more = `${bar} .action-label.codicon-toolbar-more`;
  if ((await hands.count("window", more)) === 0) return shown;
  await hands.click("window", more);
  return [...shown, ...(await labels(hands))];
}

/** `header`: of the view, or of the whole container when it holds one view. */
export async function viewTitleMenu(hands: HandsActions, header: string): Promise<string[]> {
  // Buttons of a view that is not touched are hidden.
  await hands.hover("window", header);
  return noteMenu("view/title", await barLabels(hands, header));
}

/** Commands of ours in the menu of a place in an editor. */
export async function editorMenu(
  hands: HandsActions,
  menu: "editor/context" | "editor/lineNumber/context",
  selector: string,
): Promise<string[]> {
  await hands.contextMenu("window", selector);
  return noteMenu(menu, await labels(hands));
}

export const editorTitleMenu = async (hands: HandsActions): Promise<string[]> =>
  noteMenu("editor/title", await barLabels(hands, ".editor-group-container.active .editor-actions"));
