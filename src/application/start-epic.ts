// Turns an approved plan into an epic. Everything that can be wrong is looked at before anything is made.
import type { PlanProblem } from "../domain/plan-problem.ts";
import { templateProblem } from "../domain/commit-message.ts";
import { planHash } from "../domain/plan-hash.ts";
import { checkPlanAgainst } from "../domain/plan-rules.ts";
import { integrationBranch, slug } from "../domain/ids.ts";
import { modelsOf, type Plan } from "../domain/plan.ts";
import type { RunOptions } from "../domain/run-options.ts";
import type { Door } from "./execute.ts";
import type { AgentServer } from "./agent-server.ts";
import { AgentsError, type Agents } from "./ports/agents.ts";
import type { Ids } from "./ports/ambient.ts";
import type { Repository } from "./ports/repository.ts";
import { refused, type Refusal, type Requested } from "./refusal.ts";

export interface StartParts {
  door: Door;
  repository: Repository;
  withAgents: AgentServer["use"];
  ids: Ids;
  hash(text: string): string;
}

export const problemRefusal = (problem: PlanProblem): Refusal => ({
  exit: 2,
  code: problem.code,
  message: problem.message,
  remedy: problem.remedy,
  field: problem.field,
  ...(problem.task === null ? {} : { task: problem.task }),
});

/** What is wrong with the template of the commit messages, or null. */
export function wrongTemplate({ commit_message }: Pick<RunOptions, "commit_message">): Refusal | null {
  const problem = commit_message === null ? null : templateProblem(commit_message);
  const remedy = "write the template with those, or leave it out";
  return problem === null ? null : { exit: 2, code: "unknown-placeholder", message: problem, remedy };
}

interface Ground {
  base_commit: string;
  target_branch: string | null;
}

async function findGround(repository: Repository, plan: Plan, options: RunOptions): Promise<Requested<Ground>> {
  const head = await repository.head();
  const base_commit = plan.base === undefined ? head.commit : await repository.resolve(plan.base);
  if (base_commit === null) {
    const message = `the plan starts from ${plan.base}, which is no branch, tag or commit of ${repository.root}`;
    return refused({
      exit: 2,
      code: "unknown-base",
      message,
      remedy: "name one that exists, or leave `base` out",
      field: "base",
    });
  }
  const named = plan.base !== undefined && (await repository.isLocalBranch(plan.base)) ? plan.base : null;
  const target_branch = named ?? head.branch;
  if (options.land && target_branch === null) {
    const message = "HEAD is detached, so there is no branch to land on";
    const remedy = "check a branch out, name a local branch as `base` in the plan, or leave --land out";
    return refused({ exit: 2, code: "detached-head", message, remedy });
  }
  return { ok: true, value: { base_commit, target_branch } };
}

/** Refs that make `swarm/<epic>/<task>` impossible. */
async function refInTheWay(repository: Repository, epicId: string): Promise<Refusal | null> {
  for (const name of ["swarm", `swarm/${epicId}`]) {
    if (!(await repository.isLocalBranch(name))) continue;
    const message = `the branch ${name} stands in the way of ${integrationBranch(epicId)}: git cannot have both`;
    return { exit: 1, code: "ref-blocked", message, remedy: `rename it with \`git branch -m ${name} <other name>\`` };
  }
  return null;
}

async function wishes(
  agents: Agents,
  plan: Plan,
  options: RunOptions,
): Promise<Requested<{ plan: Plan; options: RunOptions }>> {
  const field = (at: number, name: string): string => (at < 0 ? `--${name}` : `tasks[${at}].${name}`);
  let at = -1;
  let name = "model";
  try {
    const model = options.model === null ? null : await agents.resolveModel(options.model);
    const tasks: Plan["tasks"] = [];
    for (const task of plan.tasks) {
      at += 1;
      name = "agent";
      if (task.agent !== undefined) await agents.checkAgent(task.agent);
      name = "model";
      tasks.push(task.model === undefined ? task : { ...task, model: await agents.resolveModel(task.model) });
    }
    return { ok: true, value: { plan: { ...plan, tasks }, options: { ...options, model } } };
  } catch (error) {
    if (!(error instanceof AgentsError) || (error.reason !== "unknown-model" && error.reason !== "unknown-agent"))
      throw error;
    const task = plan.tasks[at];
    const where = { field: field(at, name), ...(task === undefined ? {} : { task: task.id }) };
    const remedy = `name one that is there, or leave ${name} out for OpenCode's own default`;
    return refused({ exit: 2, code: error.reason, message: error.message, remedy, ...where });
  }
}

/** Stores the new epic and gives its id; nothing runs yet. Throws GitError, AgentsError, StoreError. */
export async function startEpic(parts: StartParts, wanted: Plan, chosen: RunOptions): Promise<Requested<string>> {
  const { door, repository, ids } = parts;
  const wrong = wrongTemplate(chosen);
  if (wrong !== null) return refused(wrong);
  const ground = await findGround(repository, wanted, chosen);
  if (!ground.ok) return ground;
  const problems = checkPlanAgainst(wanted, await repository.trackedFiles(ground.value.base_commit));
  if (problems.length > 0) return refused(...problems.map(problemRefusal));
  const epicId = `${slug(wanted.title)}-${ids.random(4)}`;
  const blocked = await refInTheWay(repository, epicId);
  if (blocked !== null) return refused(blocked);
  const resolved = await parts.withAgents(modelsOf(wanted, chosen), (agents) => wishes(agents, wanted, chosen));
  if (!resolved.ok) return resolved;
  const { plan, options } = resolved.value;
  const plan_hash = planHash(plan, parts.hash);
  const created = await door.execute(
    { type: "CreateEpic", epic_id: epicId, plan, plan_hash, options, ...ground.value },
    "user",
  );
  if (!created.ok) return refused({ exit: 1, ...created.rejection, remedy: "try again" });
  return { ok: true, value: epicId };
}
