// The end of a sequence: a person tidies up with what the swarm offers, and nothing may stay that it offers no way to be rid of.
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LiveSwarm } from "../../../src/application/live-swarm.ts";
import { diagnose } from "../../../src/diagnose.ts";
import { personsChanges, type Ground } from "./ground.ts";
import { worktreesDirOf } from "./look.ts";
import type { Owner } from "./owner.ts";

type Report = Awaited<ReturnType<LiveSwarm["worktrees"]>>[number];

const never = new AbortController().signal;
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Ends what runs, discards what has not landed, lands what can. */
async function bringToAnEnd(owner: Owner, said: string[]): Promise<void> {
  const { swarm } = owner;
  for (const { id } of await swarm.epics()) await swarm.interrupt(id);
  await owner.quiet();
  for (const epic of await swarm.epics()) {
    const open = [...epic.tasks.values()].filter((task) => task.status !== "landed" && task.status !== "discarded");
    for (const task of open) {
      try {
        const done = await swarm.discard(epic.id, [task.id]);
        if (!done.ok)
          said.push(`${epic.id}/${task.id} is ${task.status} and cannot be discarded: ${done.refusals[0]?.message}`);
      } catch (error) {
        // Half done: it is discarded, and what stands there is a matter of `clean`.
        const now = (await swarm.epics()).find((one) => one.id === epic.id)?.tasks.get(task.id)?.status;
        if (now !== "discarded") said.push(`discarding ${epic.id}/${task.id} broke down: ${wordsOf(error)}`);
      }
    }
    if (epic.landed === null)
      await swarm
        .land(epic.id, { strategy: "fast-forward", message: null, despite_checks: false, signal: never })
        .catch(() => null);
  }
  await owner.quiet();
}

/** What `clean` does. */
async function clean(owner: Owner, said: string[]): Promise<Report[]> {
  for (const report of (await owner.swarm.worktrees()).filter((one) => one.keep === null)) {
    await owner.swarm.removeWorktree(report).catch((error: unknown) => {
      said.push(`clean says that ${report.path} can go, and cannot remove it: ${wordsOf(error)}`);
    });
  }
  await owner.quiet();
  return owner.swarm.worktrees();
}

/** Does what a person does who reads why a worktree stays; true: something was done. */
async function heed(ground: Ground, report: Report, said: string[]): Promise<boolean> {
  if (report.keep === "it holds uncommitted work") {
    // git adds no repository that has no commit: its files are added without it.
    await rm(join(report.path, "nested", ".git"), { recursive: true, force: true });
    await ground.git(["add", "--all"], report.path);
    await ground.git(["commit", "--quiet", "-m", "Committed by the person"], report.path);
    return true;
  }
  said.push(`the row of ${report.path} stays: ${report.keep}`);
  return false;
}

export async function tidyUp(ground: Ground, owner: Owner): Promise<string[]> {
  const said: string[] = [];
  await bringToAnEnd(owner, said);
  const staying = await clean(owner, said);
  const unlanded = new Set((await owner.swarm.epics()).filter((epic) => epic.landed === null).map((epic) => epic.id));
  // Waits for its epic, which a person can still land or leave: that is no ghost.
  const ghosts = staying.filter(
    (one) => !(one.keep === "its work is not in your branch yet" && unlanded.has(one.epic_id)),
  );
  let heeded = false;
  for (const report of ghosts) heeded = (await heed(ground, report, said)) || heeded;
  if (heeded) {
    const left = (await clean(owner, said)).filter((one) => ghosts.some((ghost) => ghost.path === one.path));
    for (const report of left) said.push(`the row of ${report.path} stays after its reason was heeded: ${report.keep}`);
  }
  return said;
}

async function filesNamed(folder: string, wanted: (name: string) => boolean): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  return entries.filter((name) => wanted(name));
}

/** Looked at when nobody owns the swarm any more. `rows`: paths of the worktrees that the swarm still knows. */
export async function leftBehind(ground: Ground, rows: readonly string[]): Promise<string[]> {
  const said: string[] = [];
  const locks = await filesNamed(join(ground.dir, ".git"), (name) => name.endsWith(".lock"));
  if (locks.length > 0) said.push(`locks are left: ${locks.join(", ")}`);
  const root = worktreesDirOf(ground);
  for (const place of [".trash", ".scratch"]) {
    const names = await readdir(join(root, place)).catch(() => []);
    if (names.length > 0) said.push(`${place} holds ${names.join(", ")}`);
  }
  const known = new Set(rows);
  for (const epicId of (await readdir(root).catch(() => [])).filter((name) => !name.startsWith("."))) {
    for (const taskId of await readdir(join(root, epicId))) {
      if (!known.has(join(root, epicId, taskId))) said.push(`${epicId}/${taskId} stands there, and no row tells of it`);
    }
  }
  const status = await ground.git(["status", "--porcelain=v1", "-z", "--untracked-files=all"]);
  const changes = status.split("\0").filter((line) => line !== "");
  if (changes.sort().join() !== [...personsChanges].sort().join())
    said.push(`git status of the checkout says ${changes.join(", ")}`);
  const fsck = await ground.git(["fsck", "--no-dangling", "--no-progress"]).catch(wordsOf);
  if (fsck.trim() !== "") said.push(`git fsck says ${fsck.trim()}`);
  const silent = { debug: () => undefined, warn: () => undefined };
  // OpenCode has no part in this: what doctor says of it is its absence.
  const request = { dir: ground.dir, env: ground.env, opencode: join(ground.parent, "no opencode"), log: silent };
  for (const { name, ok, detail } of await diagnose(request)) {
    if (!ok && name !== "OpenCode") said.push(`doctor says of ${name}: ${detail}`);
  }
  return said;
}
