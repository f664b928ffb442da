// Checks on the real shell: evidence of what happened, and nobody left behind.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CheckEvidence } from "../../../src/application/ports/checks.ts";
import { createCheckRunner } from "../../../src/adapters/process/check-runner.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "swarm check ü-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const runner = createCheckRunner();
const never = new AbortController().signal;
const run = (command: string, more: { timeoutMs?: number; signal?: AbortSignal; cwd?: string } = {}) =>
  runner.run({ command, cwd, timeoutMs: 60_000, signal: never, ...more });
const node = (script: string) => `'${process.execPath}' -e '${script}'`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return true;
}

/** A zombie answers to signal 0; only one that still runs counts. */
async function isRunning(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
  return !/\) [ZX] /.test(stat) && stat !== "";
}

/** Waits until a file holds a whole line; the test's own timeout is the limit. */
async function line(name: string): Promise<string> {
  for (;;) {
    const text = existsSync(join(cwd, name)) ? await readFile(join(cwd, name), "utf8") : "";
    if (text.endsWith("\n")) return text.trim();
    await pause(10);
  }
}

async function pidIn(name: string): Promise<number> {
  const pid = Number(await line(name));
  expect(pid).toBeGreaterThan(1);
  return pid;
}

/** Runs into a timeout that is long enough for the command to have written its pid, however busy the machine is. */
async function runIntoTimeout(command: string): Promise<CheckEvidence> {
  for (let timeoutMs = 500; ; timeoutMs *= 2) {
    const found = await run(command, { timeoutMs });
    if (existsSync(join(cwd, "pid")) || timeoutMs > 20_000) return found;
  }
}

describe.skipIf(process.platform === "win32")("a check", () => {
  it("is green when its command ends with 0", async () => {
    expect(await run("echo fine")).toMatchObject({ exit_code: 0, timed_out: false, output_tail: "fine\n" });
  });

  it("is red with the code of its command", async () => {
    expect(await run("echo no >&2; exit 3")).toMatchObject({ exit_code: 3, timed_out: false, output_tail: "no\n" });
  });

  it("runs in its folder, with an empty standard input", async () => {
    expect(await run("cat; pwd")).toMatchObject({ exit_code: 0, output_tail: `${cwd}\n` });
  });

  it("says 127 when the command does not exist", async () => {
    const found = await run("surely-no-such-command");
    expect(found.exit_code).toBe(127);
    expect(found.output_tail).toContain("surely-no-such-command");
  });

  it("is red when the line is no shell line", async () => {
    const found = await run("if then (");
    expect(found.exit_code).toBeGreaterThan(0);
    expect(found.output_tail).not.toBe("");
  });

  it("has no exit code when a signal ended it", async () => {
    expect(await run("kill -9 $$")).toMatchObject({ exit_code: null, timed_out: false });
  });

  it("keeps both outputs in their order", async () => {
    expect((await run("for i in 1 2 3; do echo out$i; echo err$i >&2; done")).output_tail).toBe(
      "out1\nerr1\nout2\nerr2\nout3\nerr3\n",
    );
  });

  it("ends its grandchildren at the timeout", async () => {
    const found = await runIntoTimeout("(sleep 300 & echo $! > new; mv new pid; wait) & wait");
    expect(found).toMatchObject({ exit_code: null, timed_out: true });
    expect(await isRunning(await pidIn("pid"))).toBe(false);
  });

  it("ends who ignores the polite signal", async () => {
    const found = await runIntoTimeout("trap '' TERM; echo $$ > new; mv new pid; while :; do sleep 0.1; done");
    expect(found).toMatchObject({ exit_code: null, timed_out: true });
    expect(await isRunning(await pidIn("pid"))).toBe(false);
  });

  it("ends what it left in the background", async () => {
    const found = await run("nohup sleep 300 & echo $! > pid; echo done");
    expect(found.exit_code).toBe(0);
    expect(found.output_tail).toContain("done\n");
    expect(await isRunning(await pidIn("pid"))).toBe(false);
  });

  it.runIf(process.platform === "linux")("ends what moved to a session of its own", async () => {
    const found = await run(`setsid sh -c 'echo $$ > pid; exec sleep 300' & while ! test -s pid; do sleep 0.05; done`);
    expect(found.exit_code).toBe(0);
    expect(await isRunning(await pidIn("pid"))).toBe(false);
  });

  it.runIf(process.platform === "linux")("ends what dropped its environment but stayed in the session", async () => {
    const found = await run(`env -i sh -c 'echo $$ > pid; exec sleep 300' & while ! test -s pid; do sleep 0.05; done`);
    expect(found.exit_code).toBe(0);
    expect(await isRunning(await pidIn("pid"))).toBe(false);
  });

  it("comes back although somebody it cannot find holds its output", async () => {
    const script = `setsid env -i sh -c 'echo $$ > pid; exec sleep 300' & while ! test -s pid; do sleep 0.05; done; echo done`;
    const found = await run(script);
    expect(found).toMatchObject({ exit_code: 0, output_tail: "done\n" });
    const pid = await pidIn("pid");
    if (await isRunning(pid)) process.kill(pid, "SIGKILL");
  });

  it("ends with its tree when it is aborted", async () => {
    const stop = new AbortController();
    const running = run("sleep 300 & echo $! > pid; echo started; wait", { signal: stop.signal });
    const pid = await pidIn("pid");
    expect(await isRunning(pid)).toBe(true);
    stop.abort();
    expect(await running).toMatchObject({ exit_code: null, timed_out: false, output_tail: "started\n" });
    expect(await isRunning(pid)).toBe(false);
  });

  it("does not start when it is aborted before", async () => {
    expect(await run("echo ran > ran", { signal: AbortSignal.abort() })).toMatchObject({
      exit_code: null,
      output_tail: "",
    });
    expect(existsSync(join(cwd, "ran"))).toBe(false);
  });

  it("leaves the other checks alone", async () => {
    const other = run("while ! test -e go; do sleep 0.05; done; echo survived");
    await run("sleep 300 &");
    await run("touch go");
    expect(await other).toMatchObject({ exit_code: 0, output_tail: "survived\n" });
  });

  it("keeps the last 8 KiB of 10 MB", async () => {
    const found = await run(node('process.stdout.write("x".repeat(10_000_000) + "y".repeat(8191) + "\\n")'));
    expect(found.exit_code).toBe(0);
    expect(found.output_tail).toBe(`${"y".repeat(8191)}\n`);
  });

  it("cuts between characters", async () => {
    const found = await run(node('process.stdout.write("€".repeat(5_000))'));
    expect(found.output_tail).toBe("€".repeat(2_730));
  });

  it("makes text of bytes that are none", async () => {
    const found = await run("printf 'a\\377\\376b\\303'");
    expect(found.output_tail).toBe("a\ufffd\ufffdb\ufffd");
  });

  it("keeps escape sequences and control characters out", async () => {
    const script = `printf '\\033[31mred\\033[0m \\033]0;title\\007x\\a\\b\\ttab\\r\\n10%%\\r20%%\\n\\033[2J'`;
    expect((await run(script)).output_tail).toBe("red x\ttab\n10%\n20%\n");
  });

  it("keeps escape sequences out where the tail begins", async () => {
    const found = await run(node('process.stdout.write("\\u001b[31mx\\u001b[0m".repeat(20_000))'));
    expect(found.output_tail).toMatch(/^x+$/);
  });

  it("is red with a reason when its folder is missing", async () => {
    const found = await run("true", { cwd: join(cwd, "gone") });
    expect(found).toMatchObject({ exit_code: null, timed_out: false });
    expect(found.output_tail).toContain(join(cwd, "gone"));
  });

  it("is red with a reason when the line cannot be given to a shell", async () => {
    const found = await run("echo a\u0000b");
    expect(found.exit_code).toBeNull();
    expect(found.output_tail).toContain("could not be started");
  });

  it("sees neither our secrets nor git's own places, and the rest of the environment", async () => {
    const hidden = {
      OPENCODE_SERVER_PASSWORD: "s",
      OPENCODE_CONFIG_CONTENT: "s",
      OPENCODE_SWARM_TOKEN: "s",
      GIT_DIR: "s",
      GIT_INDEX_FILE: "s",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "s",
      GIT_CONFIG_VALUE_0: "s",
    };
    const kept = { PATH: process.env["PATH"], GIT_AUTHOR_NAME: "kept", OPENCODE_BIN: "kept" };
    const other = createCheckRunner({ environment: { ...hidden, ...kept } });
    const found = await other.run({ command: "env", cwd, timeoutMs: 60_000, signal: never });
    const names = found.output_tail.split("\n").map((entry) => entry.split("=")[0] ?? "");
    expect(names.filter((name) => name in hidden)).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(Object.keys(kept)));
  });

  it("uses the shell it is given", async () => {
    const other = createCheckRunner({ shell: "/bin/bash" });
    const found = await other.run({ command: "[[ a == a ]] && echo $0", cwd, timeoutMs: 60_000, signal: never });
    expect(found).toMatchObject({ exit_code: 0, output_tail: "/bin/bash\n" });
  });
});
