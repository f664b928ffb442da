// The manifest keeps its promises: what it names is there, and it names only what a published extension may use.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { contextKeyNames } from "../../../src/surfaces/vscode/context-keys.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (path: string): string => readFileSync(root + path, "utf8");

interface Entry {
  command?: string;
  when?: string;
  group?: string;
  key?: string;
}
interface Manifest {
  contributes: {
    commands: { command: string; title: string; category: string }[];
    menus: Record<string, Entry[]>;
    keybindings?: Entry[];
    views: Record<string, { id: string; when: string; icon: string; type?: string }[]>;
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    viewsWelcome: { view: string; contents: string; when?: string }[];
    configuration: { properties: Record<string, { enum?: string[]; markdownEnumDescriptions?: string[] }> }[];
    jsonValidation: { fileMatch: string; url: string }[];
    walkthroughs: { steps: { id: string; media: { svg: string }; completionEvents: string[] }[] }[];
  };
}

const manifest = JSON.parse(read("package.json")) as Manifest;
const english = JSON.parse(read("package.nls.json")) as Record<string, string>;
const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);

/** Menus that a published extension may fill; the others in VS Code's table are proposals. */
const stableMenus = new Set([
  "commandPalette",
  "view/title",
  "view/item/context",
  "webview/context",
  "editor/title",
  "editor/context",
  "editor/lineNumber/context",
  "explorer/context",
  "comments/commentThread/title",
  "comments/commentThread/context",
  "comments/comment/title",
  "comments/comment/context",
]);

/** Keys that VS Code sets itself, and those that rows of the webview and our comments carry. */
const foreignKeys = new Set([
  "view",
  "viewItem",
  "webviewId",
  "webviewSection",
  "swarmFlags",
  "resourceScheme",
  "resourceFilename",
  "activeEditor",
  "isInDiffEditor",
  "inputFocus",
  "sideBarFocus",
  "panelFocus",
  "commentEditorFocused",
  "commentController",
  "commentThread",
  "comment",
  "commentIsEmpty",
  "commentThreadIsEmpty",
  "editorFocus",
  "editorTextFocus",
  "false",
  "true",
]);

const sources = readdirSync(`${root}src/surfaces/vscode`, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => read(`src/surfaces/vscode/${name}`))
  .join("\n");

const clauses: { where: string; when: string }[] = [
  ...Object.entries(contributes.menus).flatMap(([menu, entries]) =>
    entries.map(({ command, when }) => ({ where: `${menu} ${command}`, when: when ?? "" })),
  ),
  ...(contributes.keybindings ?? []).map(({ key, when }) => ({ where: `key ${key}`, when: when ?? "" })),
  ...Object.values(contributes.views).flatMap((views) => views.map(({ id, when }) => ({ where: id, when }))),
  ...contributes.viewsWelcome.map(({ view, when }) => ({ where: `welcome of ${view}`, when: when ?? "" })),
];

/** Names at the left of a comparison, or alone. What stands at the right, in quotes or between slashes is a value. */
const keysOf = (when: string): string[] =>
  when
    .replaceAll(/=~ \/(?:[^/\\]|\\.)*\/i?/g, "")
    .replaceAll(/(?:==|!=|>=?|<=?) *(?:'[^']*'|[\w.-]+)/g, "")
    .split(/&&|\|\||[()!]/)
    .map((key) => key.trim())
    .filter((key) => key !== "");

describe("the manifest", () => {
  it("names only commands that the sources register, and all of them", () => {
    const registered = [...sources.matchAll(/\b(?:register|registerGuardedCommand)\(\s*(?:\w+,\s*)?"([\w.]+)"/g)];
    const named = registered.map(([, id]) => `swarmPanel.${id}`);
    const perVariable = commands.filter((command) => sources.includes(`"${command.replace("swarmPanel.", "")}"`));
    expect([...new Set([...named, ...perVariable])].toSorted()).toEqual(commands.toSorted());
    expect(new Set(commands).size).toBe(commands.length);
  });

  it("shows only commands that it names", () => {
    const shown = [...Object.values(contributes.menus).flat(), ...(contributes.keybindings ?? [])];
    for (const { command } of shown) expect(commands).toContain(command);
    const linked = Object.values(english).flatMap((text) => [...text.matchAll(/command:(swarmPanel\.[\w.]+)/g)]);
    for (const [, command = ""] of linked) expect(commands).toContain(command);
  });

  it("fills only menus that a published extension may fill", () => {
    for (const menu of Object.keys(contributes.menus)) expect(stableMenus).toContain(menu);
  });

  it("asks only for context keys that somebody sets", () => {
    const ours = new Set(contextKeyNames.map((name) => `swarmPanel.${name}`));
    const unknown = clauses.flatMap(({ where, when }) =>
      keysOf(when)
        .filter((key) => !ours.has(key) && !foreignKeys.has(key))
        .map((key) => `${where}: ${key}`),
    );
    expect(unknown).toEqual([]);
  });

  it("sets no context key that nobody asks for", () => {
    const asked = new Set(clauses.flatMap(({ when }) => keysOf(when)));
    const events = JSON.stringify(contributes.walkthroughs);
    const idle = contextKeyNames.filter((name) => !asked.has(`swarmPanel.${name}`) && !events.includes(name));
    expect(idle).toEqual([]);
  });

  it("has a welcome for every state in which something is missing", () => {
    const states =
      /export type SetupState =([\s\S]*?);/.exec(read("src/surfaces/vscode/setup/setup-state.ts"))?.[1] ?? "";
    const kinds = [...states.matchAll(/kind: "(\w+)"/g)].map(([, kind]) => kind ?? "");
    expect(kinds).toContain("ready");
    for (const kind of kinds.filter((one) => one !== "ready")) {
      const shown = contributes.viewsWelcome.filter(({ when }) => (when ?? "").includes(`swarmPanel.state == ${kind}`));
      expect(shown.map(({ view }) => view)).toEqual(["swarmPanel.setup"]);
    }
  });

  it("has one button in each welcome, or none where there is nothing to do", () => {
    for (const { contents, view } of contributes.viewsWelcome) {
      const text = english[contents.slice(1, -1)] ?? "";
      const buttons = text.split("\n").filter((line) => /^\[[^\]]+\]\([^)]+\)$/.test(line));
      expect({ view, contents, buttons: buttons.length }).toEqual({
        view,
        contents,
        buttons: /loading|review/.test(contents) ? 0 : 1,
      });
    }
  });

  it("writes its welcomes without code, which VS Code would show with its backticks", () => {
    for (const { contents } of contributes.viewsWelcome) expect(english[contents.slice(1, -1)]).not.toContain("`");
  });

  it("overrides no shortcut outside our own documents", () => {
    for (const { key, when } of contributes.keybindings ?? []) {
      expect({ key, when: when ?? "" }).toMatchObject({
        when: expect.stringContaining("resourceScheme == swarm-") as string,
      });
    }
  });

  it("has a text for every %key%, in each language, and no text too many", () => {
    const asked = new Set([...read("package.json").matchAll(/"%([\w.-]+)%"/g)].map(([, key]) => key ?? ""));
    const tables = readdirSync(root).filter((name) => /^package\.nls.*\.json$/.test(name));
    expect(tables.toSorted()).toEqual(["package.nls.de.json", "package.nls.json"]);
    for (const table of tables) {
      const texts = JSON.parse(read(table)) as Record<string, string>;
      expect(Object.keys(texts).toSorted()).toEqual([...asked].toSorted());
      for (const text of Object.values(texts)) expect(text.trim()).not.toBe("");
    }
  });

  it("says every choice of a setting in words", () => {
    const settings = contributes.configuration.flatMap(({ properties }) => Object.entries(properties));
    for (const [key, { enum: choices, markdownEnumDescriptions: words }] of settings)
      expect({ key, words: words?.length }).toEqual({ key, words: choices?.length });
  });

  it("names only files that are there", () => {
    const { activitybar } = contributes.viewsContainers;
    const pictures = contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg));
    for (const path of [...activitybar.map(({ icon }) => icon), ...pictures])
      expect(existsSync(root + path)).toBe(true);
  });

  it("draws its walkthrough in colours of the theme", () => {
    for (const { steps } of contributes.walkthroughs)
      for (const { media } of steps) {
        const svg = read(media.svg);
        expect(svg).toContain("var(--vscode-");
        expect(svg).not.toMatch(/#[0-9a-f]{3,8}\b|\brgb|<script|https?:\/\/(?!www\.w3\.org)/i);
      }
  });
});
