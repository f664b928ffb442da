// A verb in a process of its own, to be killed, and what such a kill may leave nowhere.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { processesLeft } from "../../support/processes.ts";
import type { TestRepository } from "../../support/repositories.ts";

interface Place {
  person: TestRepository;
  /** Bundle of landing-child.ts. */
  program: string;
  epicId: string;
}

/** `ready` resolves when the verb begins; `said` has "done" in it once it has ended well. */
export function startVerb(
  { person, program, epicId }: Place,
  verb: "land" | "undo" | "approve",
  strategy = "",
  aside = false,
) {
  const args = [program, person.dir, verb, epicId, strategy, aside ? "aside" : ""];
  const options = { env: person.env, extendEnv: false, detached: true, reject: false, stdin: "ignore" } as const;
  const child = execa(process.execPath, args, options);
  let text = "";
  const ready = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("ready")) resolve();
    });
    void child.then(() => resolve());
  });
  return { child, ready, said: () => text };
}

/** Processes, locks, parts of a move and scratch worktrees that are still there. */
export async function leftovers({ person }: Pick<Place, "person">): Promise<string[]> {
  const said: string[] = [];
  const processes = await processesLeft(person.dir);
  if (processes.length > 0) said.push(`processes are left: ${processes.join("; ")}`);
  const inGit = await readdir(join(person.dir, ".git"), { recursive: true });
  const locks = inGit.filter((name) => name.endsWith(".lock"));
  if (locks.length > 0) said.push(`locks are left: ${locks.join(", ")}`);
  const moves = inGit.filter((name) => name.startsWith(join("opencode-swarm", "moves", "x").slice(0, -1)));
  if (moves.length > 0) said.push(`parts of the move are left: ${moves.join(", ")}`);
  const scratch = await readdir(join(`${person.dir}.swarm`, ".scratch")).catch(() => []);
  if (scratch.length > 0) said.push(`scratch worktrees are left: ${scratch.join(", ")}`);
  return said;
}
