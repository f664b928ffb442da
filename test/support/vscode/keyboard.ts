// The panel as a person without a mouse uses it: palette, lists, and the rows of the tree with what belongs to them.
import type { HandsActions } from "./hands-actions.ts";
import { until } from "./until.ts";

const tree = { webview: "Swarm" } as const;
const list = ".quick-input-widget:visible .quick-input-list";
const focusedRow = `${list} .monaco-list-row.focused .label-name`;
const attempts = 6;
const stepMs = 10_000;

/** Where the focus is in the tree. `control`: words of the button or box that has it, or null on a line itself. */
interface Place {
  key: string | null;
  control: string | null;
}

const whereInTree = `(() => {
  const at = document.hasFocus() ? document.activeElement : null;
  const line = at?.closest("[role=treeitem]") ?? null;
  const words = at?.getAttribute("aria-label") ?? at?.textContent ?? "";
  return { key: line?.dataset.key ?? null, control: line === null || at === line ? null : words.trim() };
})()`;

export type Keyboard = ReturnType<typeof createKeyboard>;

export function createKeyboard(hands: HandsActions) {
  const where = async (): Promise<Place> => (await hands.evaluate(tree, whereInTree)) as Place;
  /** The answer, or undefined when it does not come soon. */
  const soon = <T>(ask: () => Promise<T | undefined>): Promise<T | undefined> =>
    until("an answer", stepMs, ask).catch(() => undefined);

  /** Runs a command by its title. The palette is opened again if it came late or lost the focus. */
  async function palette(title: string): Promise<void> {
    let offered: string[] = [];
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      await hands.press("F1");
      const opened = await soon(async () => ((await hands.count("window", list)) > 0 ? true : undefined));
      if (opened === undefined) continue;
      await hands.type(title);
      const found = await soon(async () => {
        offered = await hands.texts("window", focusedRow);
        return offered[0]?.trim() === title ? true : undefined;
      });
      if (found !== undefined) return hands.press("Enter");
      await hands.press("Escape");
    }
    throw new Error(`The palette did not come to "${title}"; it was at: ${offered.join(" | ") || "nothing"}`);
  }

  /** Chooses a row of the list that opens, by the beginning of its label. */
  async function choose(label: string): Promise<void> {
    await hands.waitFor("window", `${list} .monaco-list-row .label-name:has-text("${label}")`, "visible");
    const rows = await hands.count("window", `${list} .monaco-list-row`);
    for (let step = 0; step < rows; step += 1) {
      const [focused = ""] = await hands.texts("window", focusedRow);
      if (focused.trim().startsWith(label)) return hands.press("Enter");
      await hands.press("ArrowDown");
    }
    throw new Error(`No row of the list begins with "${label}".`);
  }

  /** Into the tree, on the line that was the last one there. */
  async function toTree(): Promise<void> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      await palette("Swarm: Focus on Swarm");
      const there = await soon(async () => ((await where()).key === null ? undefined : true));
      if (there !== undefined) return;
    }
    throw new Error("The tree did not take the focus.");
  }

  /** Presses a key that leads from a line to another one. Null: it led nowhere. */
  async function move(key: string): Promise<string | null> {
    const before = (await where()).key;
    await hands.press(key);
    const moved = await until("another line", 3000, async () => {
      const after = await where();
      return after.key !== null && after.key !== before && after.control === null ? after.key : undefined;
    }).catch(() => null);
    return moved;
  }

  /** To the first line, from the top, with such a key. */
  async function toLine(isWanted: (key: string) => boolean): Promise<string> {
    if ((await where()).key === null) await toTree();
    await hands.press("Home");
    const first = await until("the first line", stepMs, async () => {
      const { key } = await where();
      return key !== null && !key.includes("/") && !key.includes("#") ? key : undefined;
    });
    for (let key: string | null = first; key !== null; key = await move("ArrowDown")) if (isWanted(key)) return key;
    throw new Error("The tree ended before the line that was wanted.");
  }

  const toTask = (task: string): Promise<string> => toLine((key) => key.endsWith(`/${task}`));

  /** From a line with Tab to the control with these words. */
  async function toControl(words: string): Promise<void> {
    const seen: string[] = [];
    for (let step = 0; step < 20; step += 1) {
      const { control } = await where();
      if (control === words) return;
      seen.push(control ?? "a line");
      await hands.press("Tab");
    }
    throw new Error(`Tab did not lead to "${words}" but to: ${seen.join(" | ")}`);
  }

  /** Presses a button until something came of it: what has just moved takes no press. */
  async function pressUntil<T>(words: string, came: () => Promise<T | undefined>): Promise<T> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if ((await where()).control === words) await hands.press("Enter");
      const done = await soon(came);
      if (done !== undefined) return done;
    }
    throw new Error(`Nothing came of "${words}".`);
  }

  /** What a screen reader is told of a task, or undefined while it is not drawn. */
  async function nameOf(task: string): Promise<string | undefined> {
    const [name] = await hands.texts(tree, `[role=treeitem][data-key$="/${task}"] > .aloud`);
    return name;
  }

  /** Waits until the name of a task fits, and gives it. */
  async function untilTask(task: string, wanted: RegExp, limitMs: number): Promise<string> {
    let last = "";
    return until(
      `the task ${task} with ${wanted}`,
      limitMs,
      async () => {
        last = (await nameOf(task)) ?? "";
        return wanted.test(last) ? last : undefined;
      },
      () => last,
    );
  }

  /** A button in the details of a row: unfolds it, goes there and presses until `came`. */
  async function pressInDetails<T>(task: string, words: string, came: () => Promise<T | undefined>): Promise<T> {
    await toTask(task);
    await hands.press("ArrowRight");
    await toLine((key) => key.endsWith(`/${task}#details`));
    await hands.press("Enter");
    await until("a control", stepMs, async () => ((await where()).control === null ? undefined : true));
    await toControl(words);
    return pressUntil(words, came);
  }

  return {
    palette,
    choose,
    toTree,
    toLine,
    toTask,
    toControl,
    pressUntil,
    pressInDetails,
    where,
    nameOf,
    untilTask,
  };
}
