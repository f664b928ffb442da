// What the bench says: one line per figure, a gate where the product promises one, and the same as JSON.
import { markdownTable } from "../support/markdown-table.ts";

export interface Figure {
  part: "append" | "loop" | "members" | "memory" | "open" | "spawn" | "own" | "panel" | "review" | "window";
  what: string;
  /** Measured value of ours. */
  ours: number | null;
  /** What it is compared with, measured in the same run; null where nothing is. */
  beside: number | null;
  unit: "us" | "ms" | "events/s" | "x" | "tasks" | "nodes" | "KiB" | "MiB" | "processes";
  /** Null: only to be looked at. */
  gate: { of: "ours" | "ratio"; limit: number; is: "at most" | "at least" } | null;
  note: string;
}

export interface Judged extends Figure {
  ratio: number | null;
  /** Null: no gate, or nothing was measured. */
  met: boolean | null;
}

export function judge(figure: Figure): Judged {
  const { ours, beside, gate } = figure;
  const ratio = ours === null || beside === null ? null : ours / beside;
  const value = gate?.of === "ratio" ? ratio : ours;
  if (gate === null || value === null || Number.isNaN(value)) return { ...figure, ratio, met: null };
  return { ...figure, ratio, met: gate.is === "at most" ? value <= gate.limit : value >= gate.limit };
}

function amount(value: number | null, unit: Figure["unit"]): string {
  if (value === null || Number.isNaN(value)) return "-";
  if (unit === "events/s") return Math.round(value).toLocaleString("en");
  if (unit === "tasks" || unit === "nodes" || unit === "processes") return `${value} ${unit}`;
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${unit}`;
}

function gateText({ gate, unit }: Figure): string {
  if (gate === null) return "";
  const limit = gate.of === "ratio" ? `${gate.limit} x` : amount(gate.limit, unit);
  return `${gate.is === "at most" ? "≤" : "≥"} ${limit}`;
}

const verdict = (met: boolean | null, gated: boolean): string => {
  if (!gated) return "";
  return met === null ? "not measured" : met ? "met" : "NOT MET";
};

const head = ["part", "figure", "ours", "beside", "ratio", "gate", "", "note"];

/** The figures as a table of Markdown. */
export function tableOf(figures: readonly Judged[]): string {
  const rows = figures.map((one) => [
    one.part,
    one.what,
    amount(one.ours, one.unit),
    amount(one.beside, one.unit),
    one.ratio === null ? "" : `${one.ratio.toFixed(2)} x`,
    gateText(one),
    verdict(one.met, one.gate !== null),
    one.note,
  ]);
  return markdownTable(head, rows);
}
