// The processes of one chaos round: the command line that runs a plan, and the windows beside it.
import { spawn, type ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { RecordedEvent } from "../../src/domain/events.ts";
import type { Person } from "../support/opencode-person.ts";
import type { ChaosOrder, ChaosSaid, Told } from "./chaos-words.ts";

export interface Member {
  readonly name: string;
  readonly child: ChildProcess;
  /** Events that it was told of, in its order. */
  readonly told: Told[];
  /** Everything else that it said, as text, with the milliseconds since it began. */
  readonly words: string[];
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<string>;
}

export interface Window extends Member {
  readonly said: ChaosSaid[];
  tell(order: ChaosOrder): void;
  /** The first that it said, or says, and is as wanted. Null when it ends before. */
  hears<T extends ChaosSaid>(wanted: (said: ChaosSaid) => said is T): Promise<T | null>;
}

export interface Place {
  person: Pick<Person, "repository" | "env">;
  /** Bundle of `chaos-child.ts`. */
  program: string;
  /** Called with what anybody is told of. */
  onTold(event: Told): void;
}

/** Lines of JSON; the last one of a process that was killed may be torn. */
function readLines(child: ChildProcess, onLine: (line: object) => void, onWord: (word: string) => void): void {
  if (child.stdout === null || child.stderr === null) throw new TypeError("its output is piped");
  createInterface({ input: child.stdout }).on("line", (text) => {
    let line: object;
    try {
      line = JSON.parse(text) as object;
    } catch {
      return onWord(text);
    }
    onLine(line);
  });
  createInterface({ input: child.stderr }).on("line", onWord);
}

function start(
  place: Place,
  name: string,
  args: readonly string[],
): Omit<Member, "told"> & { hear(word: string): void } {
  const { repository, env } = place.person;
  const begun = performance.now();
  const child = spawn(process.execPath, args, { cwd: repository, env, stdio: ["pipe", "pipe", "pipe"] });
  // Who is killed cannot be told any more.
  child.stdin.on("error", () => undefined);
  const words: string[] = [];
  const hear = (word: string): void => void words.push(`${Math.round(performance.now() - begun)} ${word}`);
  const ended = new Promise<string>((done) => {
    child.once("close", (code, signal) => {
      hear(`ended ${signal ?? code}`);
      done(String(signal ?? code));
    });
  });
  return { name, child, words, hear, ended };
}

/** `run` of the built program, as a script starts it. */
export function startRun(place: Place, planFile: string): Member {
  const args = ["run", planFile, "--json", "--approve", "all", "--land", "--max-parallel", "8"];
  const member = start(place, "run", [resolve("dist/cli.js"), ...args]);
  const told: Told[] = [];
  readLines(
    member.child,
    (line) => {
      const { seq, id, type, epic_id = null } = line as Partial<RecordedEvent>;
      if (seq === undefined || id === undefined || type === undefined) return member.hear(JSON.stringify(line));
      const event = { seq, id, type, epic_id };
      told.push(event);
      place.onTold(event);
    },
    member.hear,
  );
  return { ...member, told };
}

export function startWindow(place: Place, name: string): Window {
  const member = start(place, name, [place.program, place.person.repository, name]);
  const [told, said]: [Told[], ChaosSaid[]] = [[], []];
  const listeners = new Set<() => void>();
  readLines(
    member.child,
    (line) => {
      const one = line as ChaosSaid;
      said.push(one);
      if ("heard" in one) {
        told.push(...one.heard);
        one.heard.forEach(place.onTold);
      } else member.hear(JSON.stringify(one));
      for (const listener of listeners) listener();
    },
    member.hear,
  );
  return {
    ...member,
    told,
    said,
    tell: (order) => void member.child.stdin?.write(`${JSON.stringify(order)}\n`),
    hears: (wanted) =>
      new Promise((done) => {
        const look = (): void => {
          const found = said.find(wanted);
          if (found === undefined) return;
          listeners.delete(look);
          done(found);
        };
        const end = (): void => {
          look();
          done(null);
        };
        listeners.add(look);
        void member.ended.then(end);
        look();
      }),
  };
}
