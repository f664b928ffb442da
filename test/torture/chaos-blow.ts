// What is done to whom in one chaos round, when, and for how long: all of it follows from the round's number.
import { setTimeout as sleep } from "node:timers/promises";
import { readServerRecord, serverFolderIn } from "../../src/adapters/opencode/server-record.ts";
import type { Member } from "./chaos-members.ts";
import { dice } from "./torture.ts";

export const targets = ["owner", "keeper", "server", "window"] as const;
export const blows = ["kill -9", "stop and continue"] as const;

export interface Blow {
  target: (typeof targets)[number];
  blow: (typeof blows)[number];
  /** The run comes first and owns the swarm; else the window does. The target `window` is who came second. */
  runOwns: boolean;
  /** Stored events after which it falls, and milliseconds more. */
  moment: number;
  delayMs: number;
  /** Milliseconds from the stop to the continuing. */
  holdMs: number;
  /** A reader asks for what came after this event. */
  readAfter: number;
}

/** Events of a round that nothing disturbs, about; the windows' marks not counted. */
const usualEvents = 130;
/** By then there is an epic. */
const firstEvents = 3;

export function blowOf(number: number): Blow {
  const chance = dice(number);
  const upTo = (limit: number): number => Math.floor(chance() * limit);
  return {
    target: targets[number % targets.length] ?? "owner",
    blow: blows[Math.floor(number / targets.length) % blows.length] ?? "kill -9",
    runOwns: chance() < 0.5,
    moment: firstEvents + upTo(usualEvents),
    delayMs: upTo(100),
    holdMs: 100 + upTo(2500),
    readAfter: upTo(usualEvents),
  };
}

export const wordsOf = ({ target, blow, runOwns, moment, delayMs, holdMs }: Blow): string =>
  `${blow} of the ${target} (the ${runOwns ? "run" : "window"} owns, at event ${moment} + ${delayMs} ms, held ${holdMs} ms)`;

/** Resolves when it is over. `note` hears what was done. */
export async function strike(
  { target, blow, holdMs }: Blow,
  { owner, second, stateDir }: { owner: Member; second: Member; stateDir: string },
  note: (word: string) => void,
): Promise<void> {
  const record = readServerRecord(serverFolderIn(stateDir));
  const member = { owner, window: second, keeper: null, server: null }[target];
  const pid = { member: member?.child.pid, keeper: record?.keeper.pid, server: record?.server.pid }[
    target === "keeper" || target === "server" ? target : "member"
  ];
  if (pid === undefined || (member !== null && (member.child.exitCode ?? member.child.signalCode) !== null))
    return note(`the ${target} has gone already`);
  const signal = (name: NodeJS.Signals): void => {
    note(`${name} to the ${target}, pid ${pid}`);
    try {
      process.kill(pid, name);
    } catch (error) {
      note(String(error));
    }
  };
  if (blow === "kill -9") {
    signal("SIGKILL");
    await member?.ended;
    return;
  }
  signal("SIGSTOP");
  await sleep(holdMs);
  signal("SIGCONT");
}
