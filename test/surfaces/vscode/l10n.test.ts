// Every sentence that people read is in the bundles, in each language. UPDATE_L10N=1 writes the English one anew.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (path: string): string => readFileSync(root + path, "utf8");

const sources = [
  "src/extension.ts",
  ...["src/surfaces/vscode", "webview"].flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
      .map((name) => `${folder}/${name}`),
  ),
];

/** Calls that translate, and which of their arguments are English sentences. */
function sentencesAt(call: ts.CallExpression): ts.Expression[] {
  const name = call.expression.getText();
  if (/^(view\.|(vscode\.)?l10n\.)?t$/.test(name)) return call.arguments.slice(0, 1);
  return name === "counted" ? call.arguments.slice(2, 4) : [];
}

/** Sentences of a file, and calls whose sentence nobody can find in the text. */
function sentencesIn(path: string): { said: string[]; hidden: string[] } {
  const said: string[] = [];
  const hidden: string[] = [];
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true, kind);
  const visit = (node: ts.Node): void => {
    for (const argument of ts.isCallExpression(node) ? sentencesAt(node) : []) {
      if (ts.isStringLiteralLike(argument)) said.push(argument.text);
      else hidden.push(`${path}: ${argument.getText()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { said, hidden };
}

const found = sources.map(sentencesIn);
const sentences = [...new Set(found.flatMap(({ said }) => said))].toSorted();
const bundlePath = "media/l10n/bundle.l10n.json";
if (process.env["UPDATE_L10N"] === "1")
  writeFileSync(
    root + bundlePath,
    `${JSON.stringify(Object.fromEntries(sentences.map((one) => [one, one])), null, 2)}\n`,
  );

const bundleOf = (path: string): Record<string, string> => JSON.parse(read(path)) as Record<string, string>;
const places = (text: string): string[] => [...text.matchAll(/\{\d\}/g)].map(([place]) => place).toSorted();
const icons = (text: string): string[] => [...text.matchAll(/\$\([\w-]+\)/g)].map(([icon]) => icon);

describe("sentences for people", () => {
  it("stand as they are where they are translated", () => {
    // `counted` hands on the one of two that it was given.
    const handedOn = ["src/surfaces/vscode/words.ts: one", "src/surfaces/vscode/words.ts: many"];
    expect(found.flatMap(({ hidden }) => hidden)).toEqual(handedOn);
  });

  it("are all in the English bundle, and no others", () => {
    expect(Object.keys(bundleOf(bundlePath))).toEqual(sentences);
  });

  it("are all in German, with the same values and icons in them", () => {
    const german = bundleOf("media/l10n/bundle.l10n.de.json");
    expect(Object.keys(german).toSorted()).toEqual(sentences);
    for (const [english, text] of Object.entries(german)) {
      expect({ english, places: places(text), icons: icons(text) }).toEqual({
        english,
        places: places(english),
        icons: icons(english),
      });
      expect(text.trim()).not.toBe("");
    }
  });

  it("of the manifest keep their commands in German", () => {
    const [english, german] = [bundleOf("package.nls.json"), bundleOf("package.nls.de.json")];
    const targets = (text = ""): string[] => [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target = ""]) => target);
    for (const [key, text] of Object.entries(english))
      expect({ key, targets: targets(german[key]) }).toEqual({ key, targets: targets(text) });
  });
});
