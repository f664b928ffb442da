// The environment of a VS Code in a test: a home of its own, nothing of the editor or npm that started the test.
import { homePlaces } from "../home-places.ts";

const foreign = /^(VSCODE_|ELECTRON_|npm_|VITEST|PASSWORD$|HASHED_PASSWORD$|PORT$|NODE_OPTIONS$|GIT_)/;

/** No address: without one VS Code asks no gallery. */
const noGallery = JSON.stringify({ serviceUrl: "", itemUrl: "", resourceUrlTemplate: "" });

/** This process's environment without what is foreign, then the home, then `own`. */
export function serverEnvironment(home: string, own: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(process.env).flatMap(([name, value]): [string, string][] =>
    value === undefined || foreign.test(name) ? [] : [[name, value]],
  );
  return {
    ...Object.fromEntries(kept),
    ...homePlaces(home),
    EXTENSIONS_GALLERY: noGallery,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    ...own,
  };
}
