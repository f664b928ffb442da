// A whole VS Code for one test: profile, server and window, which end together.
import type { Page } from "playwright-core";
import type { ExtensionSource } from "./bring-extension.ts";
import { openWorkbench, ordinaryWindow, workbenchReady, type Workbench } from "./open-workbench.ts";
import { createProfile, removeProfile, type Profile } from "./profile.ts";
import { startCodeServer, type RunningServer } from "./start-code-server.ts";
import type { CodeServerAge } from "../../../src/demo/code-server/versions.ts";

export interface VsCodeOptions {
  age: CodeServerAge;
  extension: ExtensionSource;
  folder: string | null;
  /** Above the quiet ones. */
  settings: Readonly<Record<string, unknown>>;
  /** The person is asked before anything runs in the folder, as everywhere but in tests. */
  workspaceTrust: boolean;
  env: Readonly<Record<string, string>>;
  viewport: { width: number; height: number };
}

export interface VsCode {
  readonly page: Page;
  readonly profile: Profile;
  readonly server: RunningServer;
  readonly workbench: Workbench;
  /** As *Developer: Reload Window*: a new extension host; frames of webviews have to be looked up again. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

export async function openVsCode(options: VsCodeOptions): Promise<VsCode> {
  const profile = await createProfile({
    ...options.settings,
    "security.workspace.trust.enabled": options.workspaceTrust,
  });
  try {
    const server = await startCodeServer({ ...options, profile });
    try {
      const { folder, viewport } = options;
      const workbench = await openWorkbench(server, { ...ordinaryWindow, folder, viewport });
      await workbenchReady(workbench.page);
      return {
        page: workbench.page,
        profile,
        server,
        workbench,
        reload: async () => {
          await workbench.page.reload({ waitUntil: "commit" });
          await workbenchReady(workbench.page);
        },
        stop: async () => {
          await workbench.close().finally(() => server.stop());
          await removeProfile(profile);
        },
      };
    } catch (error) {
      await server.stop();
      throw error;
    }
  } catch (error) {
    await removeProfile(profile);
    throw error;
  }
}
