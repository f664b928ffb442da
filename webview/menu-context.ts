// What VS Code's own context menus are told about a line.
import type { Row } from "../src/protocol.ts";

/** As the value of `data-vscode-context`. Menus test `swarmFlags` for `+stop`, `+review`, … and `+branch`. */
export function menuContext(row: Row): string {
  const flags = row.actions.map((action) => `+${action}`);
  if (row.kind === "task" && row.branch !== null) flags.push("+branch");
  return JSON.stringify({
    webviewSection: row.kind,
    key: row.key,
    swarmFlags: flags.join(" "),
    preventDefaultContextMenuItems: true,
  });
}
