// Stands where VS Code's executable stands: takes its flags, runs its tests in code-server and ends with its exit code.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { format, parseArgs } from "node:util";
import { createHandsActions, type HandsActions } from "./hands-actions.ts";
import { startHandsServer } from "./hands-server.ts";
import { openWorkbench, ordinaryWindow } from "./open-workbench.ts";
import type { Profile } from "./profile.ts";
import { startCodeServer } from "./start-code-server.ts";

/** 0 and 1 are those of the tests in VS Code. */
const exitCodes = { cannotStart: 3, timeLimit: 124, crashed: 125 } as const;
const limitMs = 15 * 60_000;

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: "string" },
    extensionTestsPath: { type: "string" },
    "user-data-dir": { type: "string" },
    "extensions-dir": { type: "string" },
  },
});

function required(name: string): string {
  const value = values[name];
  if (typeof value !== "string") throw new Error(`--${name} is missing`);
  return resolve(value);
}

interface Deferred<T> {
  promise: Promise<T>;
  resolve(value: T): void;
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: (value) => resolve(value) };
}

/** Runs the tests that the flags name; the exit code. */
async function run(): Promise<number> {
  const userData = required("user-data-dir");
  const root = dirname(userData);
  const profile = { root, userData, extensions: required("extensions-dir"), home: join(root, "home") };
  const pictures = process.env["SWARM_TEST_ARTIFACTS"] ?? root;
  for (const folder of [profile.extensions, profile.home, pictures]) await mkdir(folder, { recursive: true });
  const actions = deferred<HandsActions>();
  const hands = await startHandsServer(actions.promise);
  try {
    return await runTests(profile, pictures, hands.url, actions.resolve);
  } finally {
    await hands.stop();
  }
}

async function runTests(
  profile: Profile,
  pictures: string,
  handsUrl: string,
  giveHands: (hands: HandsActions) => void,
): Promise<number> {
  const server = await startCodeServer({
    age: process.env["SWARM_TEST_VSCODE"] === "oldest" ? "oldest" : "current",
    profile,
    extension: { kind: "development", folder: required("extensionDevelopmentPath") },
    workspaceTrust: false,
    env: {
      ...(JSON.parse(process.env["SWARM_TEST_ENV"] ?? "{}") as Record<string, string>),
      SWARM_TEST_HANDS_URL: handsUrl,
    },
  });
  try {
    const lines: string[] = [];
    const ended = deferred<number>();
    const limit = setTimeout(() => ended.resolve(exitCodes.timeLimit), limitMs);
    const folder = positionals[0] === undefined ? null : resolve(positionals[0]);
    const workbench = await openWorkbench(server, {
      ...ordinaryWindow,
      folder,
      payload: [["extensionTestsPath", server.remoteUri(required("extensionTestsPath"))]],
      beforeLoad: async (page) => {
        page.on("crash", () => ended.resolve(exitCodes.crashed));
        await page.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) => lines.push(format(...args)));
        await page.exposeFunction("codeAutomationExit", (code: number) => ended.resolve(code));
      },
    });
    giveHands(createHandsActions(workbench, pictures));
    const code = await ended.promise;
    clearTimeout(limit);
    await writeFile(join(pictures, "window.log"), lines.join("\n"));
    await writeFile(join(pictures, "server.log"), await server.log());
    if (code !== 0 && code !== exitCodes.crashed) await workbench.page.screenshot({ path: join(pictures, "end.png") });
    await workbench.close();
    return code;
  } finally {
    await server.stop();
  }
}

process.exitCode = await run().catch((error: unknown) => {
  process.stderr.write(`${format(error)}\n`);
  return exitCodes.cannotStart;
});
