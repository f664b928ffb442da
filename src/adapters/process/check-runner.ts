// Runs checks: a shell line in a session of its own, its evidence, and nothing left running.
import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import type { CheckEvidence, CheckRunner } from "../../application/ports/checks.ts";
import { checkEnvironment } from "./check-environment.ts";
import { createOutputTail } from "./output-tail.ts";
import { endProcessTree } from "./process-tree.ts";

export interface CheckRunnerOptions {
  /** Path of a shell that understands `-c`. Default: `/bin/sh`, on Windows cmd. */
  shell?: string;
  /** Default: that of this process. Our secrets and git's own places are taken out of either. */
  environment?: NodeJS.ProcessEnv;
}

const markName = "OPENCODE_SWARM_CHECK";
/** How long output may still arrive when everybody is gone: a process that we cannot find may hold the pipe. */
const drainMs = 1_000;

type Ending = { kind: "exited"; code: number | null } | { kind: "failed"; reason: string };

function start(request: { command: string; cwd: string }, shell: string | undefined, env: NodeJS.ProcessEnv) {
  const isWindows = process.platform === "win32";
  // One pipe for both outputs keeps their order.
  const line = isWindows ? request.command : `exec 2>&1\n${request.command}`;
  return execa(line, {
    shell: shell ?? true,
    cwd: request.cwd,
    env,
    extendEnv: false,
    detached: !isWindows,
    stdin: "ignore",
    buffer: false,
    reject: false,
    encoding: "buffer",
    stripFinalNewline: false,
  });
}

type Started = ReturnType<typeof start>;

/** Resolves when the shell itself has ended, also when a child of it still holds the output. */
function endingOf(child: Started): Promise<Ending> {
  const exited = new Promise<Ending>((resolve) => {
    child.once("exit", (code) => resolve({ kind: "exited", code }));
  });
  const settled = child.then((result): Ending =>
    result.exitCode === undefined && result.signal === undefined
      ? { kind: "failed", reason: result.originalMessage ?? result.shortMessage ?? "unknown" }
      : { kind: "exited", code: result.exitCode ?? null },
  );
  return Promise.race([exited, settled]);
}

/** Resolves with what happened first. Leaves no timer and no listener. */
async function firstOf(ending: Promise<Ending>, timeoutMs: number, signal: AbortSignal) {
  const over = new AbortController();
  const waits = AbortSignal.any([over.signal, signal]);
  const timeout = pause(timeoutMs, "timed-out" as const, { signal: waits }).catch(() => "aborted" as const);
  try {
    return await Promise.race([ending.then(() => "ended" as const), timeout]);
  } finally {
    over.abort();
  }
}

/** Waits for the rest of the output, but not for a process that was not found. */
async function drain(child: Started): Promise<void> {
  const over = new AbortController();
  const patience = pause(drainMs, undefined, { signal: over.signal }).catch(() => undefined);
  await Promise.race([child, patience]);
  over.abort();
  child.stdout.destroy();
  child.stderr.destroy();
}

async function notStarted(cwd: string, reason: string): Promise<string> {
  const isFolder = await stat(cwd).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder
    ? `The check could not be started: ${reason}`
    : `The check could not be started: there is no folder ${cwd}`;
}

export function createCheckRunner(options: CheckRunnerOptions = {}): CheckRunner {
  const environment = checkEnvironment(options.environment ?? process.env);

  async function run(request: Parameters<CheckRunner["run"]>[0]): Promise<CheckEvidence> {
    const started = performance.now();
    const evidence = (exit_code: number | null, output_tail: string, timed_out = false): CheckEvidence => ({
      exit_code,
      timed_out,
      duration_ms: Math.round(performance.now() - started),
      output_tail,
    });
    if (request.signal.aborted) return evidence(null, "");

    const mark = randomUUID();
    const child = start(request, options.shell, { ...environment, [markName]: mark });
    const output = createOutputTail();
    child.stdout?.on("data", output.add);
    child.stderr?.on("data", output.add);

    const ending = endingOf(child);
    const first = await firstOf(ending, request.timeoutMs, request.signal);
    if (child.pid !== undefined) await endProcessTree({ leader: child.pid, mark: `${markName}=${mark}` });
    await drain(child);
    if (first !== "ended") return evidence(null, output.text(), first === "timed-out");
    const ended = await ending;
    if (ended.kind === "failed") return evidence(null, await notStarted(request.cwd, ended.reason));
    return evidence(ended.code, output.text());
  }

  return { run };
}
