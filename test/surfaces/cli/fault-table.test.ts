// Every breakdown that a person can meet, from the adapter's reason to exit code, code and sentence.
import { describe, expect, test } from "vitest";
import { AgentsError, type AgentsFailure } from "../../../src/application/ports/agents.ts";
import { StoreError, type StoreFailure } from "../../../src/application/ports/event-store.ts";
import { OwnerError, type OwnerFailure } from "../../../src/application/ports/owner.ts";
import { GitError, type GitFailure } from "../../../src/application/ports/repository.ts";
import { agentsFaults, gitFaults, ownerFaults, storeFaults } from "../../../src/surfaces/cli/fault-table.ts";
import { breaking, invoke } from "../../support/command-line.ts";

const sentence = "It broke here.";
const missing = (reasons: readonly string[], table: object): string[] =>
  Object.keys(table).filter((one) => !reasons.includes(one));

/** As decisions.md orders them: 3 lacks something of the machine, 2 is a wrong word, 1 is everything else. */
const git: Record<GitFailure, 1 | 2 | 3> = {
  "git-missing": 3,
  "git-too-old": 3,
  "not-a-repository": 3,
  bare: 3,
  "no-commit": 3,
  "no-identity": 3,
  "unknown-revision": 2,
  "branch-exists": 1,
  "ref-blocked": 1,
  "ref-moved": 1,
  "worktree-exists": 1,
  "worktree-missing": 1,
  "not-ours": 1,
  "would-overwrite": 1,
  "operation-in-progress": 1,
  locked: 1,
  "filter-failed": 1,
  "too-large": 1,
  "disk-full": 1,
  failed: 1,
};
const agents: Record<AgentsFailure, 1 | 2 | 3> = {
  "opencode-missing": 3,
  "opencode-too-old": 3,
  "opencode-failed": 3,
  "no-provider": 3,
  "plugin-missing": 3,
  "unknown-model": 2,
  "unknown-agent": 2,
  "session-lost": 1,
  "request-gone": 1,
  "server-lost": 1,
};
const store: Record<StoreFailure, 1 | 2> = {
  owned: 1,
  "stale-version": 1,
  "disk-full": 1,
  "write-failed": 1,
  damaged: 1,
  closed: 1,
  "bad-query": 2,
};

const owner: Record<OwnerFailure, 1> = { silent: 1, lost: 1, unreachable: 1, "other-version": 1, refused: 1 };

const faults: [name: string, error: Error, exit: number, code: string][] = [
  ...Object.entries(git).map(([reason, exit]): [string, Error, number, string] => {
    const known = reason as GitFailure;
    return [`git ${reason}`, new GitError(known, sentence), exit, gitFaults[known][1]];
  }),
  ...Object.entries(agents).map(([reason, exit]): [string, Error, number, string] => {
    const known = reason as AgentsFailure;
    return [`agents ${reason}`, new AgentsError(known, sentence), exit, agentsFaults[known][1]];
  }),
  ...Object.entries(store).map(([reason, exit]): [string, Error, number, string] => {
    const known = reason as StoreFailure;
    return [`store ${reason}`, new StoreError(known, sentence), exit, storeFaults[known][1]];
  }),
  ...Object.entries(owner).map(([reason, exit]): [string, Error, number, string] => {
    const known = reason as OwnerFailure;
    return [`owner ${reason}`, new OwnerError(known, sentence), exit, ownerFaults[known][1]];
  }),
];

describe("a breakdown", () => {
  test.each(faults)(
    "%s ends with its exit code, its sentence on stderr and a result line",
    async (_name, error, exit, code) => {
      const call = invoke(["land", "--json"], { program: breaking(error) });
      expect(await call.code).toBe(exit);
      expect(call.err()).toMatch(/^opencode-swarm: It broke here\. \S/);
      expect(call.json()).toEqual([
        {
          type: "result",
          epic_id: null,
          status: "refused",
          tasks: [],
          landed: null,
          error: { code, message: sentence, remedy: expect.stringMatching(/\S/) as string },
        },
      ]);
    },
  );

  test("the table of this test names every reason", () => {
    expect(missing(Object.keys(git), gitFaults)).toEqual([]);
    expect(missing(Object.keys(agents), agentsFaults)).toEqual([]);
    expect(missing(Object.keys(store), storeFaults)).toEqual([]);
    expect(missing(Object.keys(owner), ownerFaults)).toEqual([]);
  });

  test("another owner is named with its process, its command and its time", async () => {
    const details = { pid: 4711, command: "opencode-swarm run a.json", since: "2026-11-20T10:00:00.000Z" };
    const call = invoke(["approve", "-", "--all"], { program: breaking(new StoreError("owned", sentence, details)) });
    expect(await call.code).toBe(1);
    expect(call.err()).toMatch(/pid 4711, `opencode-swarm run a\.json`, since 2026-11-20T10:00:00\.000Z/);
  });

  test("the remedy names what is in the way", async () => {
    const error = new GitError("would-overwrite", sentence, { files: ["a.txt", "b/c.txt"] });
    const call = invoke(["undo"], { program: breaking(error) });
    expect(await call.code).toBe(1);
    expect(call.err()).toContain("a.txt, b/c.txt");
  });

  test("terminal codes in its words do not reach the terminal", async () => {
    const call = invoke(["undo"], {
      program: breaking(new GitError("failed", "no \u001b[2J\u001b]0;x\u0007way\u202e")),
    });
    expect(await call.code).toBe(1);
    expect(call.err()).toContain("opencode-swarm: no way. ");
  });

  test("an exception that nobody foresaw is one sentence and a file with the rest", async () => {
    const call = invoke(["status"], { program: breaking(new TypeError("undefined is not a function")) });
    expect(await call.code).toBe(1);
    expect(call.err().trim().split("\n")).toHaveLength(1);
    expect(call.err()).toMatch(/unexpected: undefined is not a function\. The details are in \S+\.log; --debug/);
    const path = /in (\S+\.log)/.exec(call.err())?.[1] ?? "";
    const { readFileSync, rmSync } = await import("node:fs");
    expect(readFileSync(path, "utf8")).toMatch(/TypeError: undefined is not a function\n +at /);
    rmSync(path);
  });

  test("--debug shows its stack at once", async () => {
    const call = invoke(["status", "--debug"], { program: breaking(new TypeError("boom")) });
    expect(await call.code).toBe(1);
    expect(call.err()).toMatch(/TypeError: boom\n +at /);
    const { rmSync } = await import("node:fs");
    rmSync(/in (\S+\.log)/.exec(call.err())?.[1] ?? "");
  });
});
