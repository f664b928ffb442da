// The list of rooms in src/README.md is read from the imports: `npm run rooms` writes it anew.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const source = fileURLToPath(new URL("../src/", import.meta.url));
const page = join(source, "README.md");

/** The room of a file: its folder, two deep where folders only group. */
function roomOf(file: string): string {
  const parts = relative(source, file).split("/");
  if (parts.length === 1) return "front doors";
  return parts[0] === "adapters" || parts[0] === "surfaces" ? parts.slice(0, 2).join("/") : (parts[0] ?? "");
}

function drawRooms(): string {
  const arrows = new Map<string, Set<string>>();
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  for (const name of files) {
    const file = join(source, name);
    const from = roomOf(file);
    const known = arrows.get(from) ?? new Set();
    arrows.set(from, known);
    for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/from "(\.[^"]+)"/g)) {
      const imported = resolve(dirname(file), path);
      if (!files.includes(relative(source, imported))) continue;
      const to = roomOf(imported);
      if (to !== from) known.add(to);
    }
  }
  const rows = [...arrows].map(([from, to]) => `${from.padEnd(17)} → ${[...to].sort().join(", ") || "nobody"}`);
  return ["```", ...rows.sort(), "```"].join("\n");
}

it("draws the rooms in src/README.md as the imports have them", () => {
  const text = readFileSync(page, "utf8");
  const drawn = text.replace(
    /<!-- rooms -->[\s\S]*<!-- \/rooms -->/,
    `<!-- rooms -->\n\n${drawRooms()}\n\n<!-- /rooms -->`,
  );
  if (process.env["UPDATE_ROOMS"] === "1") writeFileSync(page, drawn);
  expect(text.includes("<!-- rooms -->")).toBe(true);
  expect(readFileSync(page, "utf8")).toBe(drawn);
});
