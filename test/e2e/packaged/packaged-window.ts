// The package, installed and open in a window for the tests of a file: steps of one person, each goes on where the last one ended.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import type { Person } from "../../support/opencode-person.ts";
import { openVsCode, type VsCode } from "../../support/vscode/open-vscode.ts";
import { packExtension, type PackedExtension } from "../../support/vscode/pack-extension.ts";
import { personEnvironment } from "../../support/vscode/person-environment.ts";

export const limitMs = 10 * 60_000;
const pictures = fileURLToPath(new URL("../../../dist-test/packaged", import.meta.url));

export interface WindowWishes {
  person: Person;
  /** Above those of `personEnvironment`. */
  env: Readonly<Record<string, string>>;
  settings: Readonly<Record<string, unknown>>;
  workspaceTrust: boolean;
}

export interface PackagedWindow {
  readonly page: Page;
  readonly vscode: VsCode;
}

/** Call it in a `describe`: opens the window before its tests. After a step that failed the others are skipped. */
export function packagedWindow(prepare: () => Promise<WindowWishes>, cleanUp: () => Promise<void>): PackagedWindow {
  let packed: PackedExtension | undefined;
  let vscode: VsCode | undefined;
  let failed: string | null = null;

  const opened = (): VsCode => {
    if (vscode === undefined) throw new Error("the window is not open");
    return vscode;
  };

  beforeAll(async () => {
    packed = await packExtension();
    const { person, env, settings, workspaceTrust } = await prepare();
    vscode = await openVsCode({
      age: "current",
      extension: { kind: "packaged", vsix: packed.vsix },
      folder: person.repository,
      settings,
      workspaceTrust,
      env: { ...personEnvironment(person), ...env },
      viewport: { width: 1280, height: 800 },
    });
  }, limitMs);

  afterAll(async () => {
    await vscode?.stop();
    await packed?.remove();
    await cleanUp();
  }, limitMs);

  beforeEach(({ skip, task, onTestFailed }) => {
    skip(failed !== null, `"${failed}" failed before it`);
    onTestFailed(async () => {
      failed = task.name;
      await mkdir(pictures, { recursive: true });
      await vscode?.page.screenshot({ path: join(pictures, `${task.name.replaceAll(/\W+/g, "-")}.png`) });
    });
  });

  afterAll(() => expect(vscode?.workbench.strayRequests ?? []).toEqual([]));

  return {
    get page() {
      return opened().page;
    },
    get vscode() {
      return opened();
    },
  };
}
