// Approved work on top of a commit, in the way that the epic's options say: computed, nothing is moved.
import type { EpicState } from "../../domain/epic-state.ts";
import type { TaskState, Work } from "../../domain/task-state.ts";
import type { Repository } from "../ports/repository.ts";
import { joinMessage, trailersOf, workerAuthor } from "./landing-words.ts";

export type JoinOutcome = { kind: "clean"; commit: string } | { kind: "conflict"; files: string[] };

interface Place {
  epic: EpicState;
  task: TaskState;
  work: Work;
  top: string;
  /** Of `top` and the work together. */
  tree: string;
}

async function asOneCommit(repository: Repository, { epic, task, work, top, tree }: Place, more: readonly string[]) {
  const commits = await repository.commitsBetween(top, work.commit);
  // Behind a merge commit stand the commits of the others themselves.
  const people = more.length === 0 ? await repository.authorsBetween(top, work.commit) : [];
  const message = joinMessage(epic, task, commits, people);
  return repository.commitTree({ tree, parents: [top, ...more], message, author: workerAuthor(task.id) });
}

/**
 * The worker's own commits, one after the other. One of them that conflicts is a conflict, unless a merge of the worker is
 * among them: what was resolved there is in no other commit, and the work joins as one, as it does when the whole differs.
 */
async function oneByOne(repository: Repository, place: Place): Promise<JoinOutcome> {
  const { epic, task, work, top, tree } = place;
  const request = { commit: work.commit, onto: top, trailers: trailersOf(epic, task) };
  const replayed = await repository.replayCommits(request);
  if (replayed.kind === "conflict" && !replayed.merges) return { kind: "conflict", files: replayed.files };
  if (replayed.kind === "clean" && (await repository.treeOf(replayed.commit)) === tree) return replayed;
  return { kind: "clean", commit: await asOneCommit(repository, place, []) };
}

/** `top` itself when the work changes nothing there. */
export async function joinWork(
  repository: Repository,
  epic: EpicState,
  task: TaskState,
  top: string,
): Promise<JoinOutcome> {
  const { work } = task;
  if (work === null || work.files_touched.length === 0) return { kind: "clean", commit: top };
  const merged = await repository.merge(top, work.commit);
  if (merged.kind === "conflict") return merged;
  if (merged.tree === (await repository.treeOf(top))) return { kind: "clean", commit: top };
  const place = { epic, task, work, top, tree: merged.tree };
  switch (epic.options.join) {
    case "squash":
      return { kind: "clean", commit: await asOneCommit(repository, place, []) };
    case "merge": {
      const request = { commit: work.commit, onto: top, trailers: trailersOf(epic, task) };
      return { kind: "clean", commit: await asOneCommit(repository, place, [await repository.copyCommits(request)]) };
    }
    case "rebase":
      return oneByOne(repository, place);
  }
}
