// Follows an epic until it rests, whoever owns the swarm, and shows it meanwhile.
import type { JoinedSwarm } from "../../application/joined-swarm.ts";
import { abandoned } from "../../domain/abandoned.ts";
import { exitCodeOf } from "../../domain/epic-status.ts";
import type { RecordedEvent } from "../../domain/events.ts";
import { resultOf } from "../../domain/result.ts";
import { answerWorkers, type AnswerWorkers } from "./answer-workers.ts";
import type { Ended, Member } from "./as-member.ts";
import { askPerson } from "./ask-person.ts";
import { followEpic, type EpicFollower } from "./epic-follower.ts";
import { refusalOf } from "./fault-table.ts";
import { overlapTeller } from "./overlap-words.ts";
import { plural } from "./quantities.ts";
import { refusalLine } from "./report-refusals.ts";
import { resultReport } from "./result-report.ts";
import { openRunDisplay, type RunDisplay } from "./run-display.ts";
import type { Session } from "./session.ts";

/** The person at the terminal, if there is one who wants to be asked. */
function personOf(
  session: Session,
  member: Member,
  epicId: string,
  follower: EpicFollower,
  display: RunDisplay,
): AnswerWorkers | null {
  const { around, paint, interrupts, log } = session;
  if (!session.attended || follower.current()?.options.attended !== true) return null;
  const onTrouble = (error: unknown): void => log.warn("an answer did not reach its worker", { error: String(error) });
  const person = askPerson({
    stdin: around.stdin,
    stdout: around.stdout,
    paint,
    signal: interrupts.signal,
    before: display.pause,
    after: display.resume,
    titleOf: (task) => follower.current()?.tasks.get(task.task_id)?.plan.title ?? "",
  });
  return answerWorkers({
    person,
    swarm: member.swarm,
    onTrouble,
    onGone() {
      if (interrupts.signal.aborted) return;
      member.swarm().resume(epicId, { attended: false, unattended: "wait" }).catch(onTrouble);
    },
  });
}

/** What came of it, once it rests. `breakdown`: what kept it from going on, or null. */
async function endOf(session: Session, swarm: JoinedSwarm, epicId: string, breakdown: unknown): Promise<Ended> {
  const { interrupts, output } = session;
  const stored = await swarm.epic(epicId);
  // A broken store could not record that its workers were interrupted.
  const epic = stored === null || breakdown === null ? stored : abandoned(stored);
  const refusal = breakdown === null ? null : refusalOf(breakdown);
  if (epic === null) throw new Error(`${epicId} has no events`);
  if (breakdown !== null && refusal === null) throw asError(breakdown);
  const result = resultOf(epic);
  const report = ["", ...resultReport(epic, session)];
  if (refusal === null) {
    // Without --json the report says it.
    if (result.error !== undefined && session.json) output.note(`opencode-swarm: ${refusalLine(result.error)}`);
    return { exit: interrupts.code() ?? exitCodeOf(epic), result, report };
  }
  const { exit, code, message } = refusal;
  const error = { code, message, remedy: refusal.remedy.replaceAll("<epic>", epicId) };
  output.note(`opencode-swarm: ${refusalLine(error)}`);
  return { exit: interrupts.code() ?? exit, result: { ...result, status: "interrupted", error }, report };
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

export async function followRun(session: Session, member: Member, epicId: string): Promise<Ended> {
  const { interrupts, log } = session;
  const follower = followEpic(epicId);
  let known = 0;
  for await (const event of member.swarm().read({ epicId })) {
    follower.add([event]);
    known = event.seq;
  }
  const display = openRunDisplay(session, follower.current);
  const person = personOf(session, member, epicId, follower, display);
  const forget = interrupts.beforeExit(display.stop);
  interrupts.onFirst(() =>
    display.say("Stopping: no new work starts, nothing is committed. Once more to exit at once."),
  );
  const onStop = (): void =>
    void member
      .swarm()
      .interrupt(epicId)
      .catch((error: unknown) => log.warn("the epic was not stopped", { error: String(error) }));
  interrupts.signal.addEventListener("abort", onStop);
  if (interrupts.signal.aborted) onStop();

  const hear = (events: readonly RecordedEvent[]): void => {
    const mine = events.filter(({ epic_id, seq }) => (epic_id === null || epic_id === epicId) && seq > known);
    known = mine.at(-1)?.seq ?? known;
    follower.add(mine);
    display.stored(mine);
    person?.look(follower.current());
  };
  const tellOverlaps = overlapTeller(epicId, display.say);
  async function untilRest(swarm: JoinedSwarm, again: boolean): Promise<void> {
    let early: RecordedEvent[] | null = [];
    const stops = [
      swarm.watch((events) => (early === null ? hear(events) : void early.push(...events))),
      swarm.watchLive((task, text) => {
        if (session.live && task.epic_id === epicId) display.live(task, text);
      }),
      swarm.watchOverlaps(tellOverlaps),
    ];
    try {
      for await (const event of swarm.read({ epicId, afterSeq: known })) hear([event]);
      const waiting = early;
      early = null;
      hear(waiting);
      person?.look(follower.current());
      // The last owner took with it that this epic is to go on; the person who began it is still here.
      if (again) await swarm.resume(epicId, {});
      await swarm.rest(epicId);
    } finally {
      stops.forEach((stop) => stop());
    }
  }

  const tasks = follower.current()?.tasks.size ?? 0;
  const parallel = follower.current()?.options.max_parallel ?? 1;
  if (!session.live && !session.json)
    display.say(`${epicId}: ${plural(tasks, "task")}, at most ${plural(parallel, "worker")} at a time`);
  let breakdown: unknown = null;
  try {
    await member.persist(untilRest);
  } catch (error) {
    breakdown = error;
  } finally {
    interrupts.signal.removeEventListener("abort", onStop);
    display.stop();
    forget();
  }
  return endOf(session, member.swarm(), epicId, breakdown);
}
