// The person's settings, read where they are needed: nothing is kept, so a change is seen at once.
import { mergeHabit, type MergeHabit } from "./merge/merge-habit.ts";
import type { PanelSettings } from "../../protocol.ts";

/** `vscode.workspace.getConfiguration("swarmPanel")`. */
export interface Configuration {
  get(key: string): unknown;
}

export interface Settings {
  /** Path of the OpenCode program, or null: it is looked for. */
  opencodePath: string | null;
  /** `provider/model`, or null: OpenCode's own default. */
  workerModel: string | null;
  maxParallelWorkers: number;
  /** Seconds. */
  stallSeconds: number;
  merge: MergeHabit;
  /** Template of the messages of the tasks' commits, or null: the usual one. */
  commitMessage: string | null;
  reviewLayout: "list" | "tree";
  badge: "blocking" | "all" | "off";
  notifications: "important" | "off";
  statusBar: "whenActive" | "always" | "never";
  panel: PanelSettings;
}

/** A value that a person wrote by hand may be anything: what is not allowed counts as not set. */
function oneOf<T extends string>(value: unknown, first: T, ...others: T[]): T {
  return [first, ...others].find((allowed) => allowed === value) ?? first;
}

function numberIn(value: unknown, otherwise: number, least: number, most: number): number {
  return typeof value === "number" && Number.isFinite(value) && value >= least && value <= most ? value : otherwise;
}

const wordOf = (value: unknown): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : null;

export function readSettings(configuration: Configuration): Settings {
  const get = (key: string): unknown => configuration.get(key);
  return {
    opencodePath: wordOf(get("opencode.path")),
    workerModel: wordOf(get("model.worker")),
    maxParallelWorkers: Math.round(numberIn(get("maxParallelWorkers"), 3, 1, 100)),
    stallSeconds: 60 * numberIn(get("worker.stallMinutes"), 5, 1, 1440),
    merge: mergeHabit(get("merge.strategy")),
    commitMessage: wordOf(get("merge.commitMessage")),
    reviewLayout: oneOf(get("review.layout"), "list", "tree"),
    badge: oneOf(get("badge"), "blocking", "all", "off"),
    notifications: oneOf(get("notifications"), "important", "off"),
    statusBar: oneOf(get("statusBar"), "whenActive", "always", "never"),
    panel: {
      showCost: oneOf(get("showCost"), "cost", "tokens", "both", "off"),
      density: oneOf(get("tree.density"), "comfortable", "compact"),
      announce: oneOf(get("accessibility.announce"), "attention", "all", "off"),
    },
  };
}
