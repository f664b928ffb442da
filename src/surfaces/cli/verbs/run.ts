// Verb `run`: a plan becomes work, or an interrupted epic goes on.
import { decideAlone, waitForPerson, type Attention } from "../../../application/attention.ts";
import type { Requested } from "../../../application/refusal.ts";
import type { Swarm } from "../../../application/swarm.ts";
import { abandoned } from "../../../domain/abandoned.ts";
import { exitCodeOf } from "../../../domain/epic-status.ts";
import type { Plan } from "../../../domain/plan.ts";
import { resultOf } from "../../../domain/result.ts";
import { runOptionsSchema, type RunOptions } from "../../../domain/run-options.ts";
import { asOwner, type Ended } from "../as-owner.ts";
import { askPerson } from "../ask-person.ts";
import { followEpic, type EpicFollower } from "../epic-follower.ts";
import { refusalOf } from "../fault-table.ts";
import { findEpic } from "../find-epic.ts";
import { plural } from "../quantities.ts";
import { readPlan } from "../read-plan.ts";
import { refusalLine, reportRefusals } from "../report-refusals.ts";
import { resultReport } from "../result-report.ts";
import { openRunDisplay, type RunDisplay } from "../run-display.ts";
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

async function mentionUncommitted(swarm: Swarm, say: (text: string) => void): Promise<void> {
  const files = await swarm.uncommitted();
  if (files.length === 0) return;
  const names = files.slice(0, namesShown).join(", ") + (files.length > namesShown ? ", …" : "");
  say(
    `Not included: ${plural(files.length, "uncommitted file")} of your checkout (${names}); workers start from the commit.`,
  );
}

function attentionOf(session: Session, follower: EpicFollower, display: RunDisplay): Attention {
  const { around, paint, interrupts } = session;
  const options = follower.current()?.options;
  if (options?.attended !== true) return options?.unattended === "wait" ? waitForPerson : decideAlone;
  return askPerson({
    stdin: around.stdin,
    stdout: around.stdout,
    paint,
    signal: interrupts.signal,
    before: display.pause,
    after: display.resume,
    titleOf: (task) => follower.current()?.tasks.get(task.task_id)?.plan.title ?? "",
  });
}

/** Drives an epic that is stored, and shows it meanwhile. */
async function driveShown(session: Session, swarm: Swarm, epicId: string): Promise<Ended> {
  const { interrupts, output } = session;
  const follower = followEpic(epicId);
  let early: Parameters<EpicFollower["add"]>[0][] | null = [];
  let display: RunDisplay | null = null;
  const unwatch = swarm.watch((events) => {
    if (early !== null) return void early.push(events);
    follower.add(events);
    display?.stored(events.filter((event) => event.epic_id === null || event.epic_id === epicId));
  });
  for await (const event of swarm.read({ epicId })) follower.add([event]);
  early.forEach(follower.add);
  early = null;

  display = openRunDisplay(session, follower.current);
  const shown = display;
  const forget = interrupts.beforeExit(shown.stop);
  interrupts.onFirst(() => shown.say("Stopping: no new work starts, nothing is committed. Once more to exit at once."));
  const tasks = follower.current()?.tasks.size ?? 0;
  const parallel = follower.current()?.options.max_parallel ?? 1;
  if (!session.live && !session.json)
    shown.say(`${epicId}: ${plural(tasks, "task")}, at most ${plural(parallel, "worker")} at a time`);
  let breakdown: unknown = null;
  try {
    const attention = attentionOf(session, follower, shown);
    const live = session.live ? shown.live : () => undefined;
    await swarm.drive(epicId, { signal: interrupts.signal, attention, live });
  } catch (error) {
    breakdown = error;
  } finally {
    shown.stop();
    forget();
    unwatch();
  }
  // The last batch is announced a moment after it is stored, so the state is asked for.
  const stored = await swarm.epic(epicId);
  // A broken store could not record that its workers were interrupted.
  const epic = stored === null || breakdown === null ? stored : abandoned(stored);
  const refusal = breakdown === null ? null : refusalOf(breakdown);
  if (epic === null) throw new Error(`${epicId} has no events`);
  if (breakdown !== null && refusal === null) throw asError(breakdown);
  const result = resultOf(epic);
  const report = resultReport(epic, session);
  if (refusal === null) {
    // Without --json the report says it.
    if (result.error !== undefined && session.json) output.note(`opencode-swarm: ${refusalLine(result.error)}`);
    return { exit: interrupts.code() ?? exitCodeOf(epic), result, report: ["", ...report] };
  }
  const { exit, code, message } = refusal;
  const error = { code, message, remedy: refusal.remedy.replaceAll("<epic>", epicId) };
  output.note(`opencode-swarm: ${refusalLine(error)}`);
  return {
    exit: interrupts.code() ?? exit,
    result: { ...result, status: "interrupted", error },
    report: ["", ...report],
  };
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

async function begin(
  session: Session,
  swarm: Swarm,
  request: RunRequest,
  plan: Plan | null,
): Promise<Requested<string>> {
  // Somebody who said what happens unattended does not want to be asked.
  const attended = session.attended && request.options.unattended === undefined && !readsPlanFromStdin(request);
  if (plan !== null) {
    const started = await swarm.start(plan, runOptionsSchema.parse({ ...request.options, attended }));
    if (started.ok) await mentionUncommitted(swarm, session.json ? session.output.note : session.output.line);
    return started;
  }
  const wanted = "resume" in request.what ? request.what.resume : "";
  const found = findEpic(await swarm.epics(), wanted);
  if (!found.ok) return found;
  session.epicId = found.value.id;
  return swarm.resume(found.value.id, { ...request.options, attended });
}

const readsPlanFromStdin = ({ what }: RunRequest): boolean => "plan" in what && what.plan === "-";

export async function run(session: Session, request: RunRequest): Promise<number> {
  const plan = "plan" in request.what ? await readPlan(request.what.plan, session.around) : null;
  if (plan !== null && !plan.ok) return reportRefusals(session, plan.refusals);
  return asOwner(session, request, async (swarm) => {
    const begun = await begin(session, swarm, request, plan === null ? null : plan.value);
    if (!begun.ok) return begun;
    session.epicId = begun.value;
    return { ok: true, value: await driveShown(session, swarm, begun.value) };
  });
}
