// What a person reads when a run or a verb has ended: the table of the tasks, where the work is, and what to type next.
import type { EpicState } from "../../domain/epic-state.ts";
import { epicStatus } from "../../domain/epic-status.ts";
import { resultOf } from "../../domain/result.ts";
import { cut } from "./display-width.ts";
import { nextSteps } from "./next-steps.ts";
import { plainLine } from "./plain-text.ts";
import { count, dollars, duration, plural, tokenCount, unknown } from "./quantities.ts";
import type { Session } from "./session.ts";
import { wordOf } from "./task-look.ts";
import { textTable } from "./text-table.ts";

const headings = ["task", "status", "commit", "files", "checks", "tokens", "cost", "time", "remark"];

function landedLine(epic: EpicState): string {
  const { landed, integration, target_branch } = epic;
  if (landed !== null) {
    const done = [...epic.tasks.values()].filter((task) => task.status === "landed").length;
    return `Landed ${plural(done, "task")} on ${landed.branch} as ${landed.commit.slice(0, 10)}.`;
  }
  if (epic.refusal !== null) return `Not landed: ${epic.refusal.message}.`;
  if (integration === null) return "Nothing has landed.";
  const inside = [...epic.tasks.values()].filter((task) => task.status === "landed").length;
  if (inside === 0) return "Nothing has landed.";
  return `${plural(inside, "task")} on ${integration.branch}; ${target_branch ?? "your branch"} is untouched.`;
}

/** Lines for people. */
export function resultReport(epic: EpicState, session: Pick<Session, "output" | "paint" | "namedDir">): string[] {
  const { paint, namedDir } = session;
  const columns = session.output.tableColumns;
  const result = resultOf(epic);
  const rows = result.tasks.map((task) => [
    task.id,
    wordOf(task.status),
    epic.tasks.get(task.id)?.landed_commit?.slice(0, 10) ?? task.commit?.slice(0, 10) ?? unknown,
    task.files_touched === null ? unknown : String(task.files_touched.length),
    task.checks ?? unknown,
    count(tokenCount(task.tokens)),
    dollars(task.cost),
    duration(task.duration_ms),
    [...(task.needs_review ? ["needs review"] : []), ...(task.reason === null ? [] : [task.reason])].join("; "),
  ]);
  const [heading = "", ...lines] = textTable(headings, rows, columns);
  const steps = nextSteps(epic, { dir: namedDir });
  const widest = Math.max(0, ...steps.map((step) => step.why.length));
  return [
    `${paint("bold", plainLine(epic.title))}  ${epic.id}  ${epicStatus(epic)}`,
    paint("gray", heading),
    ...lines,
    ...(rows.length === 0 ? [] : [""]),
    cut(plainLine(landedLine(epic)), Math.max(columns, 40)),
    ...(steps.length === 0 ? [] : [paint("gray", "Next:")]),
    // A command is never cut: it is there to be copied.
    ...steps.map((step) => `  ${step.why.padEnd(widest)}  ${paint("cyan", step.command)}`),
  ];
}
