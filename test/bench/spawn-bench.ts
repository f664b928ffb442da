// From the command to the model's first request: ours beside the bare SDK on the same lean servers, in turn.
import { startScriptedModel, type ModelRequest } from "../../src/demo/scripted-model.ts";
import { openStage, type BenchStage } from "./bench-stage.ts";
import { firstRequests, type FirstRequests } from "./first-requests.ts";
import type { Figure } from "./report.ts";
import type { Batch } from "./spawn-batch.ts";
import { openBare, type BareContestant } from "./spawn-bare.ts";
import { startOurs } from "./spawn-ours.ts";
import { mean, median } from "./statistics.ts";

interface Place {
  stage: BenchStage;
  bare: BareContestant;
}

type Contestant = "ours" | "bare" | "unlimited";

/** Milliseconds of each worker. */
type Times = number[];
type Round = Record<Contestant, Times>;

/** Milliseconds from the command to each step of each worker. */
type Steps = Record<Contestant, Record<string, number[]>>;

export interface SpawnDetails {
  servers: number;
  workers: number;
  rounds: Round[];
  steps: Steps;
}

const bootsAtOnce = 8;

/** The workers of each server: 25 on two are 13 and 12. */
const split = (workers: number, servers: number): number[] =>
  Array.from({ length: servers }, (_, at) => Math.ceil((workers - at) / servers));

async function launch({ stage, bare }: Place, contestant: Contestant, workers: number): Promise<Batch> {
  if (contestant === "ours") return startOurs(stage, workers);
  return bare.start(workers, contestant === "bare" ? bootsAtOnce : Number.POSITIVE_INFINITY);
}

async function measure(
  places: Place[],
  model: FirstRequests,
  who: Contestant,
  workers: number,
  steps: Steps,
): Promise<number[]> {
  const shares = split(workers, places.length);
  const arrived = model.next(workers);
  const batches = await Promise.all(
    places.flatMap((place, at) => ((shares[at] ?? 0) > 0 ? [launch(place, who, shares[at] ?? 0)] : [])),
  );
  const early = Promise.race(batches.map((batch) => batch.failed)).then(() => {
    throw new Error(`the workers of ${who} ended early: ${places.flatMap((one) => one.stage.warnings).join("; ")}`);
  });
  let requests: ModelRequest[];
  try {
    requests = await Promise.race([arrived, early]);
  } finally {
    await Promise.allSettled(batches.map((batch) => batch.end()));
  }
  for (const batch of batches) {
    for (const [name, reached] of batch.steps) {
      (steps[who][name] ??= []).push(...reached.map((at) => at - batch.commandedAt()));
    }
  }
  return requests.map((request) => {
    const at = places.findIndex((place) => request.cwd.startsWith(place.stage.person.root));
    return request.at - (batches[at]?.commandedAt() ?? Number.NaN);
  });
}

async function measureRounds(
  places: Place[],
  model: FirstRequests,
  workers: number,
  rounds: number,
): Promise<SpawnDetails> {
  const done: Round[] = [];
  const steps: Steps = { ours: {}, bare: {}, unlimited: {} };
  for (let round = 0; round < rounds; round += 1) {
    // With few workers the limit never bites.
    const order: Contestant[] = workers > bootsAtOnce ? ["ours", "bare", "unlimited"] : ["ours", "bare"];
    if (round % 2 === 1) order.reverse();
    const times: Round = { ours: [], bare: [], unlimited: [] };
    for (const who of order) times[who] = await measure(places, model, who, workers, steps);
    done.push(times);
  }
  return { servers: places.length, workers, rounds: done, steps };
}

/** Where the time went, as medians from the command on: `worktree 20, session 150`. */
const wayOf = (steps: Record<string, number[]>): string =>
  Object.entries(steps)
    .map(([name, times]) => `${name} ${median(times).toFixed(0)}`)
    .join(", ");

function figuresOf({ servers, workers, rounds, steps }: SpawnDetails): Figure[] {
  const over = (who: Contestant, of: (times: readonly number[]) => number): number =>
    median(rounds.map((round) => of(round[who])));
  const last = (times: readonly number[]): number => Math.max(...times);
  const where = `${workers} worker${workers === 1 ? "" : "s"}, ${servers} server${servers === 1 ? "" : "s"}`;
  const line = (
    what: string,
    of: (times: readonly number[]) => number,
    against: Contestant,
    gated: boolean,
  ): Figure => ({
    part: "spawn",
    what: `${where}: ${what}`,
    ours: over("ours", of),
    beside: over(against, of),
    unit: "ms",
    gate: gated ? { of: "ratio", limit: 1.15, is: "at most" } : null,
    note: gated ? `median of ${rounds.length} rounds; ours: ${wayOf(steps.ours)}; beside: ${wayOf(steps.bare)} ms` : "",
  });
  if (workers === 1) return [line("first request", mean, "bare", true)];
  const some = [line("sum / workers", mean, "bare", true), line("median worker", median, "bare", true)];
  const rest = [line("last worker", last, "bare", false)];
  if (workers > bootsAtOnce) {
    rest.push(line("sum / workers, bare without a limit", mean, "unlimited", false));
    rest.push(line("median worker, bare without a limit", median, "unlimited", false));
  }
  return [...some, ...rest];
}

export async function benchSpawn(quick: boolean): Promise<{ figures: Figure[]; details: SpawnDetails[] }> {
  const sizes = quick
    ? [
        [1, 2],
        [3, 1],
      ]
    : [
        [1, 12],
        [10, 4],
        [25, 3],
      ];
  const model = firstRequests();
  const scripted = await startScriptedModel((request) => model.hear(request));
  const details: SpawnDetails[] = [];
  const places: Place[] = [];
  try {
    for (const servers of [1, 2]) {
      while (places.length < servers) {
        const stage = await openStage(scripted.baseURL);
        places.push({ stage, bare: await openBare(stage) });
      }
      // The first directories of a server, and of our code, are slower than all others.
      await measureRounds(places, model, 2, 1);
      for (const [workers = 1, rounds = 1] of sizes) {
        details.push(await measureRounds(places, model, workers, rounds));
      }
    }
  } finally {
    for (const { bare } of places) bare.close();
    await Promise.allSettled(places.map(({ stage }) => stage.close()));
    await scripted.close();
  }
  return { figures: details.flatMap(figuresOf), details };
}
