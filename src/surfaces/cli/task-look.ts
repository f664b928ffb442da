// How each state of a task looks: a glyph, a colour and the word that people read.
import type { TaskStatus } from "../../domain/task-status.ts";
import type { Style } from "./paint.ts";

export interface Look {
  glyph: string;
  style: Style;
}

const looks: Record<TaskStatus, Look> = {
  queued: { glyph: "○", style: "gray" },
  blocked: { glyph: "⊘", style: "yellow" },
  starting: { glyph: "◌", style: "cyan" },
  working: { glyph: "●", style: "cyan" },
  needs_permission: { glyph: "?", style: "magenta" },
  needs_answer: { glyph: "?", style: "magenta" },
  retrying: { glyph: "↻", style: "yellow" },
  stalled: { glyph: "◍", style: "yellow" },
  stopped: { glyph: "■", style: "gray" },
  interrupted: { glyph: "■", style: "yellow" },
  ready: { glyph: "◆", style: "green" },
  changes_requested: { glyph: "↻", style: "cyan" },
  approved: { glyph: "◆", style: "green" },
  landing: { glyph: "◇", style: "green" },
  conflict: { glyph: "≠", style: "red" },
  landed: { glyph: "✓", style: "green" },
  failed: { glyph: "✗", style: "red" },
  discarded: { glyph: "–", style: "gray" },
};

export const lookOf = (status: TaskStatus): Look => looks[status];

/** `needs_answer` as `needs answer`. */
export const wordOf = (status: TaskStatus): string => status.replaceAll("_", " ");
