// Looking at the setup: with real git in real folders, and only where the person trusts them.
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { findOpencode } from "../../../../src/adapters/opencode/find-opencode.ts";
import { installedVersion } from "../../../../src/adapters/opencode/installed-version.ts";
import { createGit } from "../../../../src/adapters/git/git.ts";
import { probeRepository } from "../../../../src/adapters/git/probe-repository.ts";
import { gitFindingOf, opencodeFindingOf } from "../../../../src/surfaces/vscode/setup/finding-of.ts";
import { createSetupMonitor, type SetupProbes } from "../../../../src/surfaces/vscode/setup/setup-monitor.ts";
import type { SetupState } from "../../../../src/surfaces/vscode/setup/setup-state.ts";
import { createEmptyRepository, createRepository, type TestRepository } from "../../../support/repositories.ts";

const log = { debug: () => undefined, warn: () => undefined };
const made: TestRepository[] = [];
afterEach(async () => {
  for (const repository of made.splice(0)) await repository.remove();
});

async function keep(repository: Promise<TestRepository>): Promise<TestRepository> {
  made.push(await repository);
  return repository;
}

/** A program that says a version, as OpenCode does. */
async function programSaying({ parent }: TestRepository, version: string): Promise<string> {
  const path = join(parent, "opencode");
  await writeFile(path, `#!/bin/sh\necho ${version}\n`);
  await chmod(path, 0o755);
  return path;
}

function monitorOf(repository: TestRepository, opencode: string, more: { trusted: boolean; folder: string }) {
  const asked: string[] = [];
  const probes: SetupProbes = {
    async git(folder) {
      asked.push("git");
      try {
        const git = createGit({ binary: "git", environment: repository.env, cwd: folder });
        return { kind: "found", root: (await probeRepository(git)).root, hasHistory: false };
      } catch (error) {
        return gitFindingOf(error);
      }
    },
    async opencode(named) {
      asked.push("opencode");
      try {
        const version = await installedVersion(findOpencode(named, {}), repository.env);
        return { kind: "found", version };
      } catch (error) {
        return opencodeFindingOf(error);
      }
    },
  };
  const monitor = createSetupMonitor({
    probes,
    folders: () => [{ scheme: "file", path: more.folder }],
    trusted: () => more.trusted,
    opencodePath: () => opencode,
    log,
  });
  const changes: SetupState["kind"][] = [];
  monitor.onDidChange(({ kind }) => changes.push(kind));
  return { monitor, asked, changes };
}

const inside = (repository: TestRepository) => ({ trusted: true, folder: repository.dir });

describe("a look at the setup", () => {
  it("finds a repository and an OpenCode", async () => {
    const repository = await keep(createRepository());
    const opencode = await programSaying(repository, "1.18.33");
    const { monitor, changes } = monitorOf(repository, opencode, inside(repository));
    expect(monitor.state().kind).toBe("loading");
    expect(await monitor.check()).toEqual({
      kind: "ready",
      repository: { root: repository.dir, hasHistory: false },
    });
    await monitor.check();
    expect(changes).toEqual(["ready"]);
  });

  it("runs nothing in a folder that the person does not trust", async () => {
    const repository = await keep(createRepository());
    const { monitor, asked } = monitorOf(repository, "", { ...inside(repository), trusted: false });
    expect((await monitor.check()).kind).toBe("untrusted");
    expect(asked).toEqual([]);
  });

  it("sees that a folder has no repository, or one without a commit", async () => {
    const repository = await keep(createEmptyRepository());
    const opencode = await programSaying(repository, "1.18.33");
    const bare = join(repository.parent, "plain");
    await mkdir(bare);
    const plain = monitorOf(repository, opencode, { trusted: true, folder: bare });
    expect((await plain.monitor.check()).kind).toBe("noRepo");
    const empty = monitorOf(repository, opencode, inside(repository));
    expect((await empty.monitor.check()).kind).toBe("noCommit");
    await repository.commit({ "a.txt": "1\n" });
    expect((await empty.monitor.check()).kind).toBe("ready");
    expect(empty.changes).toEqual(["noCommit", "ready"]);
  });

  it("sees that OpenCode is missing, too old, or no OpenCode at all", async () => {
    const repository = await keep(createRepository());
    const state = async (opencode: string): Promise<string> =>
      (await monitorOf(repository, opencode, inside(repository)).monitor.check()).kind;
    expect(await state(join(repository.parent, "nowhere"))).toBe("noOpencode");
    expect(await state(await programSaying(repository, "1.2.3"))).toBe("badVersion");
    expect(await state(await programSaying(repository, "what?"))).toBe("badVersion");
    expect(await state(await programSaying(repository, "1.19.0"))).toBe("ready");
  });

  it("remembers that the provider is missing until the next look", async () => {
    const repository = await keep(createRepository());
    const { monitor } = monitorOf(repository, await programSaying(repository, "1.18.33"), inside(repository));
    await monitor.check();
    monitor.setProviderMissing();
    expect(monitor.state().kind).toBe("noProvider");
    expect((await monitor.check()).kind).toBe("ready");
  });

  it("looks again when it is asked while it looks", async () => {
    const repository = await keep(createEmptyRepository());
    const opencode = await programSaying(repository, "1.18.33");
    const { monitor, asked } = monitorOf(repository, opencode, inside(repository));
    const states = await Promise.all([monitor.check(), monitor.check(), monitor.check()]);
    expect(states.map(({ kind }) => kind)).toEqual(["noCommit", "noCommit", "noCommit"]);
    expect(asked).toEqual(["git", "git"]);
  });
});
