// Keys of the tree as a tree has them. What is not one of them goes on to VS Code.
import { lineAfter, lineByLetters, type Move } from "./navigation.ts";
import { lineOf, type Panel } from "./panel.ts";
import { titleOf } from "./row-names.ts";

const moves: Record<string, Move> = {
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "first",
  End: "last",
  PageUp: "pageUp",
  PageDown: "pageDown",
};

/** Milliseconds within which letters make one word. */
const letterPause = 800;

/** Returns the handler of keys of the tree. */
export function treeKeys(panel: Panel): (event: KeyboardEvent) => void {
  let letters = "";
  let lettersAt = 0;

  const go = (key: string | null): boolean => {
    if (key !== null) panel.goTo(key);
    return true;
  };

  const intoControls = (key: string): boolean => {
    panel.goInto(key);
    return true;
  };

  const byLetter = (key: string, letter: string): boolean => {
    const now = performance.now();
    letters = now - lettersAt < letterPause ? letters + letter : letter;
    lettersAt = now;
    const title = (row: string): string => {
      const found = panel.rows.get(row);
      return found === undefined ? "" : titleOf(found);
    };
    const { outline } = panel.viewport.layout.peek();
    return go(lineByLetters(outline, key, letters, (line) => (line.key === line.row ? title(line.row) : "")));
  };

  const open = (key: string): boolean => {
    const row = panel.rows.get(key);
    if (row === undefined) return intoControls(key);
    if (row.kind === "file") return true;
    if (panel.isExpanded(row)) return go(lineAfter(panel.viewport.layout.peek(), key, "child", 0));
    panel.expand(key, true);
    return true;
  };

  const close = (key: string): boolean => {
    const row = panel.rows.get(key);
    if (row !== undefined && row.kind !== "file" && panel.isExpanded(row)) panel.expand(key, false);
    else go(lineAfter(panel.viewport.layout.peek(), key, "parent", 0));
    return true;
  };

  const enter = (key: string): boolean => {
    const row = panel.rows.get(key);
    if (row === undefined) return intoControls(key);
    panel.doDefault(row);
    return true;
  };

  const space = (key: string): boolean => {
    if (letters !== "" && performance.now() - lettersAt < letterPause) return byLetter(key, " ");
    const row = panel.rows.get(key);
    if (row === undefined) return intoControls(key);
    if (row.kind === "file") panel.doDefault(row);
    else panel.expand(key, !panel.isExpanded(row));
    return true;
  };

  const onLine = (key: string, event: KeyboardEvent): boolean => {
    const move = moves[event.key];
    if (move !== undefined) {
      const { layout, height } = panel.viewport;
      return go(lineAfter(layout.peek(), key, move, height.peek()));
    }
    switch (event.key) {
      case "ArrowRight":
        return open(key);
      case "ArrowLeft":
        return close(key);
      case "Enter":
        return enter(key);
      case " ":
        return space(key);
      case "Escape":
        return lineOf(panel, key)?.key === lineOf(panel, key)?.row ? false : close(key);
      default:
        return event.key.length === 1 && byLetter(key, event.key);
    }
  };

  return (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target as HTMLElement;
    const line = target.closest<HTMLElement>("[role=treeitem]");
    const key = line?.dataset["key"];
    if (key === undefined) return;
    if (target !== line) {
      if (event.key !== "Escape") return;
      event.preventDefault();
      panel.goTo(key);
      return;
    }
    if (event.shiftKey && event.key.length > 1) return;
    // The key of the line that is meant: the drawing may be a frame behind the fingers.
    if (onLine(panel.active.peek() ?? key, event)) event.preventDefault();
  };
}
