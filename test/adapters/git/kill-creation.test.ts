// kill -9 in the middle of the making of a worktree: the next call finishes it or makes it anew, whole, and only once.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import { findOurs } from "../../../src/adapters/git/worktree-record.ts";
import type { Repository } from "../../../src/application/ports/repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";
import { bundleChild } from "./bundle-child.ts";

let person: TestRepository;
let repository: Repository;
let base: string;
const branch = "swarm/e/t";
const files = Object.fromEntries(Array.from({ length: 4 }, (_, at) => [`slow-${at}.dat`, `${at}\n`.repeat(2000)]));

beforeEach(async () => {
  person = await createRepository({ ".gitattributes": "*.dat filter=slow\n", ...files });
  await person.git(["config", "filter.slow.smudge", "sleep 0.05; cat"]);
  base = await person.git(["rev-parse", "HEAD"]);
  repository = await openRepository(person.dir, { env: person.env });
});
afterEach(async () => {
  await repository.close();
  await person.remove();
});

test(
  "kill -9 at twelve moments of a creation, of the process alone or with its git",
  { timeout: 120_000 },
  async () => {
    const child = await bundleChild("add-child", person.parent);
    const start = () =>
      execa("node", [child, person.dir, branch, base], {
        env: person.env,
        extendEnv: false,
        detached: true,
        reject: false,
      });
    const untilSaid = (running: ReturnType<typeof start>, word: string) =>
      new Promise<void>((resolve) =>
        running.stdout.on("data", (text: Buffer) => text.toString().includes(word) && resolve()),
      );
    const path = join(repository.worktreesDir, "e", "t");
    const forget = async () => {
      await repository.removeWorktree({ path, ref: "refs/opencode-swarm/e/t/1" });
      await repository.deleteBranch(branch, base);
    };

    const whole = start();
    await untilSaid(whole, "ready");
    const begun = performance.now();
    await untilSaid(whole, "done");
    const duration = performance.now() - begun;
    await whole;
    await forget();

    const found = { nothing: 0, begun: 0, ready: 0 };
    for (let kill = 0; kill < 12; kill += 1) {
      const running = start();
      await untilSaid(running, "ready");
      await new Promise((resolve) => setTimeout(resolve, (duration * kill) / 11));
      const { pid } = running;
      if (pid === undefined) throw new Error("not started");
      try {
        process.kill(kill % 2 === 0 ? -pid : pid, "SIGKILL");
      } catch {
        // It had ended already: then the worktree stands and must be found so.
      }
      await running;
      const left = await findOurs(repository.commonDir, path);
      found[left === null ? "nothing" : left.record?.ready === true ? "ready" : "begun"] += 1;

      expect(await repository.addWorktree({ epicId: "e", taskId: "t", branch, base })).toEqual({ path });
      expect(await repository.worktreeState(path)).toBe("ok");
      expect(await repository.isClean(path)).toBe(true);
      for (const [name, content] of Object.entries(files))
        expect(await readFile(join(path, name), "utf8")).toBe(content);
      expect(await repository.worktrees()).toHaveLength(2);
      await forget();
    }
    // Without these the kills would have proved nothing.
    expect(found.begun).toBeGreaterThan(0);
  },
);
