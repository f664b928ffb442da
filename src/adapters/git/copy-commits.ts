// Commits written again, so that the worker's own stay outside the branch that gets them: as they stand, or on top of another.
import { withTrailers } from "../../domain/commit-message.ts";
import type { ReplayOutcome, Repository } from "../../application/ports/repository.ts";
import { commitTree, treeOf } from "./commit.ts";
import type { Git } from "./git.ts";
import { mergeTrees } from "./merge-trees.ts";
import { ownCommits } from "./own-commits.ts";

type Request = Parameters<Repository["copyCommits"]>[0];

export async function copyCommits(git: Git, { commit, onto, trailers }: Request): Promise<string> {
  const copies = new Map<string, string>();
  for (const { id, tree, parents, author, message } of await ownCommits(git, onto, commit)) {
    const words = withTrailers(message, trailers);
    const stands = parents.map((parent) => copies.get(parent) ?? parent);
    copies.set(id, await commitTree(git, { tree, parents: stands, message: words, author }));
  }
  return copies.get(commit) ?? commit;
}

export async function replayCommits(git: Git, { commit, onto, trailers }: Request): Promise<ReplayOutcome> {
  const commits = await ownCommits(git, onto, commit);
  const merges = commits.some(({ parents }) => parents.length > 1);
  let top = { commit: onto, tree: await treeOf(git, onto) };
  for (const { tree: theirs, parents, author, message } of commits) {
    const [parent] = parents;
    if (parent === undefined || parents.length > 1) continue;
    const step = await mergeTrees(git, { base: await treeOf(git, parent), ours: top.tree, theirs });
    if (step.kind === "conflict") return { kind: "conflict", files: step.files, merges };
    if (step.tree === top.tree) continue;
    const words = withTrailers(message, trailers);
    const next = await commitTree(git, { tree: step.tree, parents: [top.commit], message: words, author });
    top = { commit: next, tree: step.tree };
  }
  return { kind: "clean", commit: top.commit };
}
