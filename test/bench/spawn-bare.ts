// The contestant to beat: plain `git worktree add -b` and the bare SDK's session.create and prompt_async, nothing else.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createOpencodeClient } from "@opencode-ai/sdk/v2/client";
import PQueue from "p-queue";
import { workerRules } from "../../src/adapters/opencode/permission-rules.ts";
import { basicAuth } from "../../src/adapters/opencode/basic-auth.ts";
import { preciseNow } from "../../src/demo/scripted-stream.ts";
import { scripted } from "../support/swarm-fixture.ts";
import { bareWorktree, type BenchStage } from "./bench-stage.ts";
import { silent, step, type Batch } from "./spawn-batch.ts";

/** As lean as our own way to start git. */
const run = promisify(execFile);

/** The same for limited and unlimited. */
const gitAtOnce = 8;

export interface BareContestant {
  /** `bootsAtOnce`: workers between session.create and the first sign that the server works on the prompt. */
  start(workers: number, bootsAtOnce: number): Batch;
  close(): void;
}

export async function openBare(stage: BenchStage): Promise<BareContestant> {
  const { server, person } = stage;
  const headers = { authorization: basicAuth(server.access) };
  const sdk = createOpencodeClient({ baseUrl: server.access.url, headers });
  const permission = workerRules(server.toolOutput);
  const closing = new AbortController();
  const onBusy = new Map<string, () => void>();
  const { stream } = await sdk.global.event({ signal: closing.signal });
  const listening = (async () => {
    for await (const { payload } of stream) {
      if (payload.type !== "session.status" || payload.properties.status.type !== "busy") continue;
      onBusy.get(payload.properties.sessionID)?.();
    }
  })();
  listening.catch(() => undefined);
  let made = 0;

  const git = (...args: string[]) => run("git", args, { cwd: person.repository, env: person.env });

  /** Of sixty that run at once one fails: git reads what another has not written yet. Whoever uses it bare tries again. */
  async function addWorktree(branch: string, directory: string): Promise<void> {
    await git("worktree", "add", "--quiet", "-b", branch, directory, "main").catch(() =>
      addAgain(branch, directory, 5),
    );
  }

  async function addAgain(branch: string, directory: string, times: number): Promise<void> {
    try {
      await git("worktree", "add", "--quiet", "--force", "-B", branch, directory, "main");
    } catch (error) {
      if (times === 0) throw error;
      await addAgain(branch, directory, times - 1);
    }
  }

  function start(workers: number, bootsAtOnce: number): Batch {
    const adding = new PQueue({ concurrency: gitAtOnce });
    const booting = new PQueue({ concurrency: bootsAtOnce });
    const steps = new Map<string, number[]>();
    const running: { sessionID: string; directory: string; branch: string }[] = [];
    async function startOne(): Promise<void> {
      made += 1;
      const branch = `bare/${made}`;
      const directory = bareWorktree(stage, `${made}`);
      await adding.add(() => addWorktree(branch, directory));
      step(steps, "worktree", preciseNow());
      await booting.add(async () => {
        const title = `Task ${made}`;
        const created = await sdk.session.create({ directory, title, permission }, { throwOnError: true });
        const sessionID = created.data.id;
        step(steps, "session", preciseNow());
        running.push({ sessionID, directory, branch });
        const busy = new Promise<void>((resolve) => onBusy.set(sessionID, resolve));
        const text = scripted(`task-${made}`, silent).description;
        const parts = [{ type: "text" as const, text }];
        await sdk.session.promptAsync({ sessionID, directory, parts }, { throwOnError: true });
        step(steps, "prompt", preciseNow());
        await busy;
      });
    }
    const commanded = preciseNow();
    const starting = Array.from({ length: workers }, startOne);
    return {
      commandedAt: () => commanded,
      steps,
      // It does not end by itself: only a failure of it is news.
      failed: Promise.all(starting).then(() => new Promise<void>(() => undefined)),
      async end() {
        await Promise.allSettled(starting);
        for (const { sessionID, directory, branch } of running) {
          onBusy.delete(sessionID);
          await sdk.session.abort({ sessionID, directory });
          await sdk.instance.dispose({ directory });
          await git("worktree", "remove", "--force", directory);
          await git("branch", "--quiet", "-D", branch);
        }
      },
    };
  }
  return { start, close: () => closing.abort() };
}
