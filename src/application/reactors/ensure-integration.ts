// Brings the integration branch to where the record says it is: the record is written first, the branch moves second.
import type { EpicState } from "../../domain/epic-state.ts";
import { branchRef } from "../../domain/ids.ts";
import { GitError, type Repository } from "../ports/repository.ts";

/** Commit of the integration branch. Throws GitError ref-moved when somebody else moved it. */
export async function ensureIntegration(repository: Repository, epic: EpicState): Promise<string> {
  const { integration } = epic;
  if (integration === null) throw new GitError("unknown-revision", `${epic.id} has no integration branch yet`);
  const ref = branchRef(integration.branch);
  const at = await repository.resolve(ref);
  if (at === integration.tip) return integration.tip;
  if (at === null || (await repository.isAncestor(at, integration.tip))) {
    await repository.moveRef(ref, integration.tip, at);
    return integration.tip;
  }
  throw new GitError(
    "ref-moved",
    `${integration.branch} is at ${at.slice(0, 12)}, but this epic left it at ${integration.tip.slice(0, 12)}: somebody ` +
      `moved it. Put it back with \`git branch -f ${integration.branch} ${integration.tip}\`, or discard the epic.`,
    { ref, at, expected: integration.tip },
  );
}
