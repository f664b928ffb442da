// Hands for tests that run inside the extension host: they click and type in the window from outside.
import type { HandsActions } from "../../support/vscode/hands-actions.ts";

const url = process.env["SWARM_TEST_HANDS_URL"];

async function call(method: string, args: readonly unknown[]): Promise<unknown> {
  if (url === undefined) throw new Error("There are no hands here: ask handsOrSkip first.");
  const response = await fetch(url, { method: "POST", body: JSON.stringify([method, ...args]) });
  const { value, error } = (await response.json()) as { value?: unknown; error?: string };
  if (error !== undefined) throw new Error(`${method}(${JSON.stringify(args).slice(1, -1)}): ${error}`);
  return value;
}

const hands = new Proxy({} as HandsActions, {
  get: (_, method) =>
    typeof method === "string" && method !== "then" ? (...args: unknown[]) => call(method, args) : undefined,
});

/** The hands; a desktop VS Code has none, and the test that asks is skipped with the reason in its title. */
export function handsOrSkip(test: Mocha.Context): HandsActions {
  if (url !== undefined) return hands;
  if (test.test !== undefined) test.test.title += " (skipped: this VS Code has no hands)";
  return test.skip();
}
