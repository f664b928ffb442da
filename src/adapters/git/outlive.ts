// Waits for a git that may have outlived the process that started it, known by words among its arguments.
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { GitError } from "../../application/ports/repository.ts";

/** Waits until no process has these arguments, in this order and not as its last. Throws locked after a minute. */
export async function outlive(mark: readonly string[]): Promise<void> {
  // A child that was just being started shows its arguments a moment later.
  await sleep(20);
  for (let tries = 0; tries < 600; tries += 1) {
    if (!(await someoneSays(mark))) return;
    await sleep(100);
  }
  throw new GitError("locked", "A git that was started earlier still runs: wait for it or end it.", {
    arguments: mark,
  });
}

/** Whether a process has these arguments, in this order and not as its last. Windows does not tell: false. */
export async function someoneSays(mark: readonly string[]): Promise<boolean> {
  if (process.platform === "linux") {
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    const said = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
    const words = `\0${mark.join("\0")}\0`;
    return said.some((args) => args.includes(words));
  }
  const listed = await execa("ps", ["-axo", "args="], { reject: false });
  return listed.exitCode === 0 && listed.stdout.includes(` ${mark.join(" ")} `);
}
