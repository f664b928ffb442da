// Takes the last landing of an epic back: a reset while the branch is still at our commit, else a revert commit.
import { GitError, type Repository } from "./ports/repository.ts";
import { refused, type Requested } from "./refusal.ts";
import type { Door } from "./execute.ts";

export interface Undone {
  branch: string;
  commit: string;
  how: "reset" | "revert";
}

interface Step {
  old: string;
  new: string;
  how: "reset" | "revert";
}

const no = (code: string, message: string, remedy: string) => refused({ exit: 1, code, message, remedy });

async function plan(
  repository: Repository,
  landed: { branch: string; commit: string; previous: string },
  title: string,
): Promise<Requested<Step>> {
  const { branch, commit, previous } = landed;
  const target = await repository.target(branch);
  if (target === null)
    return no("no-target", `the branch ${branch} is gone`, "create it again where it was, then undo");
  // Where others may have it already, history is not taken back under them.
  const isPublished = (await repository.publishedIn(commit)).length > 0;
  if (target.commit === commit && !isPublished)
    return { ok: true, value: { old: commit, new: previous, how: "reset" } };
  if (!(await repository.isAncestor(commit, target.commit))) {
    const message = `${branch} no longer contains what landed (${commit.slice(0, 12)})`;
    return no("rewritten", message, "nothing is left to undo there");
  }
  const message = `Revert "${title}"\n\nThis takes back what landed as ${commit}.\n`;
  const reverted = await repository.revertCommit({ branch, old: previous, new: commit }, target.commit, message);
  if (reverted.kind === "conflict") {
    const later = await repository.commitsTouching(commit, target.commit, reverted.files);
    const who = later.map(({ sha, subject }) => `${sha.slice(0, 10)} (${subject})`).join(", ");
    const text = `later commits on ${branch} changed the same lines in ${reverted.files.join(", ")}: ${who}`;
    return no("conflict", text, `undo those first, or \`git revert\` by hand`);
  }
  return { ok: true, value: { old: target.commit, new: reverted.commit, how: "revert" } };
}

/** Uncommitted work of the person stays. What git refuses is a refusal, and nothing has changed then. */
export async function undoLanding(
  parts: { door: Door; repository: Repository },
  epicId: string,
): Promise<Requested<Undone>> {
  const { door, repository } = parts;
  const epic = await door.epic(epicId);
  if (epic === null)
    return refused({
      exit: 2,
      code: "UnknownEpic",
      message: `there is no epic ${epicId}`,
      remedy: "`opencode-swarm status` lists them",
    });
  if (epic.landed === null) return no("NothingLanded", `${epicId} has not landed`, "there is nothing to undo");
  const { branch } = epic.landed;
  const step = await plan(repository, epic.landed, epic.title);
  if (!step.ok) return step;
  const begun = await door.execute({ type: "BeginUndo", epic_id: epicId, ...step.value }, "user");
  if (!begun.ok) return no(begun.rejection.code, begun.rejection.message, "try again when it has ended");
  try {
    await repository.moveBranch({ branch, old: step.value.old, new: step.value.new });
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    await door.execute({ type: "AbandonUndo", epic_id: epicId, reason: error.message }, "system");
    return no(error.reason, error.message, "mend that, then undo again; nothing was changed");
  }
  await door.execute({ type: "RecordUndone", epic_id: epicId }, "user");
  return { ok: true, value: { branch, commit: step.value.new, how: step.value.how } };
}
