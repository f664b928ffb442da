// The arguments of the workers' tools, as models really send them.
import { describe, expect, it } from "vitest";
import type { ZodType } from "zod";
import { completeArguments, progressArguments } from "../../src/domain/worker-tools.ts";

const refusals = (schema: ZodType, value: unknown): string[] => {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.message);
};

describe("swarm_progress", () => {
  const full = { bead_id: "t", progress_percent: 40, message: "on it", files_touched: ["a.ts"] };

  it("takes what the contract says", () => {
    expect(progressArguments.parse(full)).toEqual(full);
  });

  it("takes a number that came as text", () => {
    for (const [sent, meant] of [
      ["40", 40],
      [" 12.5 ", 12.5],
      ["0", 0],
      ["100", 100],
      ["1e1", 10],
    ] as const) {
      expect(progressArguments.parse({ ...full, progress_percent: sent }).progress_percent).toBe(meant);
    }
  });

  it("takes null for absent", () => {
    const meant = { bead_id: "t", progress_percent: 40, message: null, files_touched: [] };
    expect(progressArguments.parse({ bead_id: "t", progress_percent: 40 })).toEqual(meant);
    expect(progressArguments.parse({ bead_id: "t", progress_percent: 40, message: null, files_touched: null })).toEqual(
      meant,
    );
  });

  it("refuses what is no percentage, in a sentence that the model can act on", () => {
    for (const sent of ["", "  ", "forty", "40%", null, undefined, true, Number.NaN, Infinity, [], "0x"]) {
      const said = refusals(progressArguments, { ...full, progress_percent: sent });
      expect([sent, said]).toEqual([sent, ["progress_percent must be a number from 0 to 100"]]);
    }
    expect(refusals(progressArguments, { ...full, progress_percent: -1 })).toEqual([
      "progress_percent must be at least 0",
    ]);
    expect(refusals(progressArguments, { ...full, progress_percent: "101" })).toEqual([
      "progress_percent must be at most 100",
    ]);
  });

  it("refuses other shapes of the rest", () => {
    expect(refusals(progressArguments, { ...full, bead_id: 7 })).toEqual(["bead_id must be the id of your task"]);
    expect(refusals(progressArguments, { ...full, bead_id: null })).toEqual(["bead_id must be the id of your task"]);
    expect(refusals(progressArguments, { ...full, message: {} })).toEqual(["message must be text"]);
    for (const files_touched of ["a.ts", [1], [null], {}]) {
      expect(refusals(progressArguments, { ...full, files_touched })).toEqual([
        "files_touched must be a list of paths",
      ]);
    }
  });
});

describe("swarm_complete", () => {
  const full = { bead_id: "t", summary: "did it", files_touched: ["a.ts"], status: "blocked" };

  it("takes what the contract says, and means success when nothing is said", () => {
    expect(completeArguments.parse(full)).toEqual(full);
    const meant = { bead_id: "t", summary: "", files_touched: [], status: "success" };
    expect(completeArguments.parse({ bead_id: "t", summary: "" })).toEqual(meant);
    expect(completeArguments.parse({ bead_id: "t", summary: "", files_touched: null, status: null })).toEqual(meant);
  });

  it("refuses what it does not know", () => {
    expect(refusals(completeArguments, { ...full, status: "done" })).toEqual([
      "status must be success, blocked or failed",
    ]);
    expect(refusals(completeArguments, { ...full, summary: null })).toEqual(["summary must be text"]);
    expect(refusals(completeArguments, {})).toEqual(["bead_id must be the id of your task", "summary must be text"]);
  });
});
