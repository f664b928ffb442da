// Runs what changes something: joins the swarm as its owner or as a client of the owner, and gives all back at the end.
import type { Follows } from "../../application/drive.ts";
import type { JoinedSwarm } from "../../application/joined-swarm.ts";
import { StoreError } from "../../application/ports/event-store.ts";
import { OwnerError } from "../../application/ports/owner.ts";
import type { Requested } from "../../application/refusal.ts";
import type { EpicResult } from "../../domain/result.ts";
import { eventLines } from "./event-lines.ts";
import { reportRefusals } from "./report-refusals.ts";
import type { Session } from "./session.ts";
import { noteWaiting } from "./note-waiting.ts";

/** How a verb ended: the exit code, the last line of JSON, and the lines for people. */
export interface Ended {
  exit: number;
  result: EpicResult | Record<string, unknown>;
  report: readonly string[];
}

export interface MemberOptions {
  opencode?: string;
  trustProject?: boolean;
  follows: Follows;
}

export interface Member {
  /** The swarm now. */
  swarm(): JoinedSwarm;
  /** Does it, and does it again with the next owner, which may be this process, when the owner is lost meanwhile. */
  persist<T>(work: (swarm: JoinedSwarm, again: boolean) => Promise<T>): Promise<T>;
}

/** What a verb that has no epic to speak of ends its JSON with. */
export const doneWithout = (more: Record<string, unknown>): Record<string, unknown> => ({
  type: "result",
  epic_id: null,
  status: "done",
  tasks: [],
  landed: null,
  ...more,
});

/** The owner is gone, or this process was the owner and slept until another one took its place. */
const isLost = (error: unknown): boolean =>
  (error instanceof OwnerError && error.reason === "lost") || (error instanceof StoreError && error.reason === "owned");

async function enter(session: Session, options: MemberOptions): Promise<{ member: Member; leave(): Promise<void> }> {
  const { around, dir, log, interrupts } = session;
  const { opencode, trustProject, follows } = options;
  const lines = eventLines(session);
  let stop: () => void = () => undefined;

  async function join(onEvents: typeof lines.print): Promise<JoinedSwarm> {
    return around.program.joinSwarm({
      dir,
      command: ["opencode-swarm", ...around.argv].join(" ").slice(0, 200),
      follows,
      ...(opencode === undefined ? {} : { opencode }),
      trustProject: trustProject === true,
      env: around.env,
      log,
      onEvents,
      onWaiting: noteWaiting(session),
      signal: interrupts.signal,
    });
  }

  let swarm = await join(lines.print);
  if (swarm.ownedBy !== null) stop = await lines.follow(swarm);

  async function joinAgain(): Promise<void> {
    stop();
    // An owner whose place was taken cannot store how it ends.
    await swarm.leave().catch((error: unknown) => log.warn("leaving a lost swarm", { error: String(error) }));
    swarm = await join(() => undefined);
    stop = await lines.follow(swarm);
  }

  return {
    member: {
      swarm: () => swarm,
      async persist(work) {
        for (let again = false; ; again = true) {
          try {
            return await work(swarm, again);
          } catch (error) {
            if (!isLost(error) || interrupts.signal.aborted) throw error;
            await joinAgain();
          }
        }
      },
    },
    async leave() {
      await swarm.leave();
      stop();
    },
  };
}

/** Gives the exit code. Breakdowns pass through, after everything was given back. */
export async function asMember(
  session: Session,
  options: MemberOptions,
  act: (swarm: JoinedSwarm, member: Member) => Promise<Requested<Ended>>,
): Promise<number> {
  const { output, json, log, interrupts } = session;
  const entered = await enter(session, options).catch((error: unknown) => {
    if (!interrupts.signal.aborted) throw error;
    return null;
  });
  // Stopped while it waited for its place: nothing was done.
  if (entered === null) return interrupts.code() ?? 1;
  const { member, leave } = entered;
  const ended = await act(member.swarm(), member).catch(async (error: unknown) => {
    await leave().catch((second: unknown) => log.warn("leaving after a breakdown", { error: String(second) }));
    throw error;
  });
  try {
    await leave();
  } catch (error) {
    // What broke the command breaks its end too; the result, which says so, is still to be printed.
    if (!ended.ok || ended.value.exit === 0) throw error;
    log.warn("leaving after a breakdown", { error: String(error) });
  }
  if (!ended.ok) return reportRefusals(session, ended.refusals);
  if (json) output.json(ended.value.result);
  else for (const line of ended.value.report) output.line(line);
  return ended.value.exit;
}
