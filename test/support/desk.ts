// A person with a repository and a terminal: the command line over the real program, and a scripted model.
import { onTestFinished } from "vitest";
import { openView } from "../../src/compose.ts";
import { diagnose, repair } from "../../src/diagnose.ts";
import { joinAsCommand } from "../../src/join-swarm.ts";
import type { Program } from "../../src/surfaces/cli/program.ts";
import { invoke, type Invocation, type Wishes } from "./command-line.ts";
import { opencodeBinary } from "./opencode-person.ts";
import { swarmFixture, type SwarmFixture } from "./swarm-fixture.ts";

export const realProgram: Program = { version: "0.0.0", joinSwarm: joinAsCommand, openView, diagnose, repair };

export interface Desk {
  fixture: SwarmFixture;
  swarm(argv: string[], wishes?: Wishes): Invocation;
}

/** Is gone when the test ends. */
export async function desk(): Promise<Desk> {
  const fixture = await swarmFixture();
  onTestFinished(() => fixture.close());
  const { env, repository } = fixture.person;
  const place = { program: realProgram, env: { ...env, TERM: "xterm" }, cwd: repository };
  return {
    fixture,
    swarm(argv, wishes = {}) {
      const all = argv[0] === "run" || argv[0] === "doctor" ? [...argv, "--opencode", opencodeBinary()] : argv;
      return invoke(all, { ...place, ...wishes });
    },
  };
}
