// Chaos: the owner, the keeper, the server or a window is killed or stopped at a random moment of a run with eight workers.
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundleProgram } from "../support/store-bundle.ts";
import { blows, targets } from "./chaos-blow.ts";
import { chaosRound, type RoundReport } from "./chaos-round.ts";
import type { Torture, TortureLine } from "./torture.ts";

const wholeRounds = 200;

function lineOf(what: string, reports: readonly RoundReport[]): TortureLine {
  const sum = (of: (report: RoundReport) => number): number => reports.reduce((all, report) => all + of(report), 0);
  const seconds = reports.map((report) => report.seconds).toSorted((one, other) => one - other);
  const median = seconds[Math.floor(seconds.length / 2)] ?? 0;
  return {
    what,
    rounds: reports.length,
    faults: reports.flatMap(({ faults }) => faults),
    control: `${sum(({ seen }) => seen)} of ${sum(({ shown }) => shown)} planted faults seen`,
    note: [
      `${median.toFixed(1)} s a round`,
      `midway in ${reports.filter(({ midway }) => midway).length}`,
      `a person went on in ${reports.filter(({ resumed }) => resumed > 0).length}`,
    ].join("; "),
  };
}

export const chaosTorture: Torture = {
  rounds: wholeRounds,
  async run({ rounds, seed, progress }) {
    const folder = await mkdtemp(join(tmpdir(), "swarm-chaos-"));
    const reports: RoundReport[] = [];
    try {
      const program = await bundleProgram(resolve("test/torture/chaos-child.ts"), folder);
      // A window that becomes the owner starts servers too.
      for (const name of ["keeper.js", "plugin.js"]) await copyFile(resolve("dist", name), join(folder, name));
      for (let round = 0; round < rounds; round += 1) {
        // The round follows from this number alone: `--seed` with it, and `--rounds 1`, repeats it.
        reports.push(await chaosRound(seed + round, program));
        progress(round + 1);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
    return targets.flatMap((target) =>
      blows.flatMap((blow) => {
        const mine = reports.filter((report) => report.target === target && report.blow === blow);
        return mine.length === 0 ? [] : [lineOf(`chaos: ${blow} of the ${target}`, mine)];
      }),
    );
  },
};
