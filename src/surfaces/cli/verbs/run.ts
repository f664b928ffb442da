// Verb `run`: a plan becomes work, or an interrupted epic goes on.
import type { JoinedSwarm } from "../../../application/joined-swarm.ts";
import type { Requested } from "../../../application/refusal.ts";
import type { Plan } from "../../../domain/plan.ts";
import { runOptionsSchema, type RunOptions } from "../../../domain/run-options.ts";
import { asMember } from "../as-member.ts";
import { findEpic } from "../find-epic.ts";
import { followRun } from "../follow-run.ts";
import { plainLine } from "../plain-text.ts";
import { plural } from "../quantities.ts";
import { readPlan } from "../read-plan.ts";
import { reportRefusals } from "../report-refusals.ts";
import type { Session } from "../session.ts";

export interface RunRequest {
  /** A plan to start, or an epic to go on with. */
  what: { plan: string } | { resume: string };
  /** Only what the person wrote. */
  options: Partial<RunOptions>;
  opencode?: string;
  trustProject: boolean;
}

const namesShown = 3;

async function mentionUncommitted(swarm: JoinedSwarm, say: (text: string) => void): Promise<void> {
  const files = await swarm.uncommitted();
  if (files.length === 0) return;
  const names = files.slice(0, namesShown).join(", ") + (files.length > namesShown ? ", …" : "");
  say(
    `Not included: ${plural(files.length, "uncommitted file")} of your checkout (${names}); workers start from the commit.`,
  );
}

/** Where another process owns the swarm its workers work there, with what that process was given. */
function mentionOwner({ output, json }: Session, { ownedBy }: JoinedSwarm, request: RunRequest): void {
  if (ownedBy === null) return;
  const say = json ? output.note : output.line;
  const given = [
    ...(request.opencode === undefined ? [] : ["--opencode"]),
    ...(request.trustProject ? ["--trust-project"] : []),
  ];
  const ignored = given.length === 0 ? "" : ` ${given.join(" and ")} does nothing here.`;
  say(`Runs in ${plainLine(ownedBy.command)} (pid ${ownedBy.pid}), which owns this swarm.${ignored}`);
}

async function begin(
  session: Session,
  swarm: JoinedSwarm,
  request: RunRequest,
  plan: Plan | null,
): Promise<Requested<string>> {
  // Somebody who said what happens unattended does not want to be asked.
  const attended = session.attended && request.options.unattended === undefined && !readsPlanFromStdin(request);
  mentionOwner(session, swarm, request);
  if (plan !== null) {
    const started = await swarm.start(plan, runOptionsSchema.parse({ ...request.options, attended }));
    if (started.ok) await mentionUncommitted(swarm, session.json ? session.output.note : session.output.line);
    return started;
  }
  const wanted = "resume" in request.what ? request.what.resume : "";
  const found = findEpic(await swarm.epics(), wanted);
  if (!found.ok) return found;
  session.epicId = found.value.id;
  const resumed = await swarm.resume(found.value.id, { ...request.options, attended });
  return resumed.ok ? { ok: true, value: found.value.id } : resumed;
}

const readsPlanFromStdin = ({ what }: RunRequest): boolean => "plan" in what && what.plan === "-";

export async function run(session: Session, request: RunRequest): Promise<number> {
  const plan = "plan" in request.what ? await readPlan(request.what.plan, session.around) : null;
  if (plan !== null && !plan.ok) return reportRefusals(session, plan.refusals);
  return asMember(session, { ...request, follows: "everything" }, async (swarm, member) => {
    const begun = await begin(session, swarm, request, plan === null ? null : plan.value);
    if (!begun.ok) return begun;
    session.epicId = begun.value;
    return { ok: true, value: await followRun(session, member, begun.value) };
  });
}
