// Specs note here what of the manifest they exercised; the run compares it with the manifest at the end.
import { appendFileSync } from "node:fs";
import { equal, ok } from "node:assert/strict";
import { extensions } from "vscode";
import type { HandsActions } from "../../support/vscode/hands-actions.ts";
import { until } from "../../support/vscode/until.ts";
import { welcomeName, type Contributions } from "./promises.ts";

const file = process.env["SWARM_TEST_EXERCISED"] ?? "";
const limitMs = 60_000;

/** The manifest as VS Code reads it, with its texts in place of their keys. */
export function manifest(): Contributions {
  const extension = extensions.getExtension("opencode-swarm.opencode-swarm");
  ok(extension, "the extension is not known");
  return (extension.packageJSON as { contributes: Contributions }).contributes;
}

export function noteExercised(promise: string): void {
  if (file !== "") appendFileSync(file, `${promise}\n`);
}

const titleOf = (command: string): string =>
  manifest().commands.find((each) => each.command === command)?.title ?? command;

/** Of the entries of a menu, those whose title is among the labels. */
export function noteMenu(menu: string, labels: readonly string[]): string[] {
  // A button's label may end in its key.
  const shown = labels.map((label) => label.replace(/ \([^)]*\)$/, "").trim());
  const seen = (manifest().menus[menu] ?? []).map(({ command }) => command).filter((id) => shown.includes(titleOf(id)));
  for (const command of new Set(seen)) noteExercised(`menu ${menu} ${command}`);
  return [...new Set(seen)];
}

/** Waits until a view stands in the container with this in its body. */
export async function seeView(hands: HandsActions, id: string): Promise<void> {
  const name = Object.values(manifest().views)
    .flat()
    .find((view) => view.id === id)?.name;
  ok(name, `the manifest has no view ${id}`);
  await hands.waitFor("window", `.pane-header[aria-label^="${name}"], .composite.title:has-text("${name}")`, "visible");
  noteExercised(`view ${id}`);
}

/** Waits until the welcome of a state is shown, sentence by sentence, with its one button. */
export async function seeWelcome(hands: HandsActions, name: string, button: string | null): Promise<void> {
  const welcome = manifest().viewsWelcome.find((each) => welcomeName(each) === name);
  ok(welcome, `the manifest has no welcome ${name}`);
  const plain = welcome.contents.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, "$1");
  const wanted = plain.split("\n").map((line) => line.trim());
  let shown = "";
  await until(
    `the welcome of ${name}`,
    limitMs,
    async () => {
      const texts = await hands.texts("window", ".welcome-view-content");
      shown = texts.join("\n").replaceAll(/\s+/g, " ");
      return wanted.every((line) => shown.includes(line)) ? true : undefined;
    },
    () => shown,
  );
  if (button !== null) {
    const buttons = await hands.texts("window", ".welcome-view-content .monaco-button");
    equal(
      buttons
        .map((text) => text.trim())
        .filter((text) => text !== "")
        .join(" | "),
      button,
    );
  }
  noteExercised(`welcome ${name}`);
}

/** Whether the palette offers a command now. */
export async function paletteOffers(hands: HandsActions, command: string): Promise<boolean> {
  const label = `Swarm: ${titleOf(command)}`;
  await hands.press("F1");
  await hands.fill("window", ".quick-input-widget:visible .quick-input-filter input", `>${label}`);
  const offered = await until("an answer of the palette", limitMs, async () => {
    const rows = await hands.texts(
      "window",
      ".quick-input-widget:visible .quick-input-list .monaco-list-row .label-name",
    );
    return rows.length > 0 ? rows.some((row) => row.trim() === label) : undefined;
  });
  await hands.press("Escape");
  await hands.waitFor("window", ".quick-input-widget", "hidden");
  return offered;
}

/** The palette offers it now. */
export async function noteOffered(hands: HandsActions, command: string): Promise<void> {
  equal(await paletteOffers(hands, command), true, command);
  noteExercised(`menu commandPalette ${command}`);
}
