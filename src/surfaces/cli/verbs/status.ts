// Verb `status`: every open epic as a tree, what its workers ask, and the command to type next.
import { reportRefusals } from "../report-refusals.ts";
import type { AskReport } from "../../../application/swarm.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import { epicStatus } from "../../../domain/epic-status.ts";
import { occupiesSlot } from "../../../domain/task-state.ts";
import { resultOf } from "../../../domain/result.ts";
import { asViewer } from "../as-viewer.ts";
import { epicTree } from "../epic-tree.ts";
import { findEpic, isOpen } from "../find-epic.ts";
import { nextSteps } from "../next-steps.ts";
import { plainLine } from "../plain-text.ts";
import type { FollowingView } from "../program.ts";
import type { Session } from "../session.ts";

const everyRow = 10_000;

function printEpic(session: Session, epic: EpicState, asks: readonly AskReport[], owned: boolean): void {
  const { output, paint, around } = session;
  const frame = { columns: output.columns, rows: everyRow, paint };
  for (const line of epicTree({ epic, live: new Map(), now: around.now() }, frame)) output.line(line);
  const runs = [...epic.tasks.values()].some(occupiesSlot);
  output.line(paint("gray", `${epic.id} · ${runs ? "running" : epicStatus(epic)}`));
  if (epic.move !== null && !owned) {
    output.line(
      paint("yellow", `! Moving ${epic.move.branch} was cut off: files of your checkout may be half moved.`) +
        ` Change nothing there; \`opencode-swarm clean\` or any verb that changes something finishes it or takes it back.`,
    );
  }
  for (const ask of asks) {
    output.line(`${paint("magenta", "?")} ${ask.task_id} ${ask.kind} ${ask.request_id}: ${plainLine(ask.text)}`);
    if (ask.options.length > 0) output.line(`  ${ask.options.map(plainLine).join(" | ")}`);
  }
  for (const { command, why } of nextSteps(epic, { dir: session.namedDir }))
    output.line(`Next: ${paint("cyan", command)}  (${why})`);
}

const documentOf = (session: Session, epic: EpicState, asks: readonly AskReport[]): object => ({
  ...resultOf(epic),
  type: "epic",
  title: epic.title,
  target_branch: epic.target_branch,
  base_commit: epic.base_commit,
  integration: epic.integration,
  asks,
  next: nextSteps(epic, { dir: session.namedDir }).map((step) => step.command),
});

async function chosen(view: FollowingView, request: { epic: string | undefined; all: boolean }): Promise<EpicState[]> {
  const epics = await view.epics();
  if (request.all) return epics;
  const open = epics.filter(isOpen);
  return open.length > 0 ? open : epics.slice(-1);
}

export function status(session: Session, request: { epic: string | undefined; all: boolean }): Promise<number> {
  const { output, json } = session;
  return asViewer(session, async (view) => {
    let epics: EpicState[];
    if (request.epic === undefined) epics = await chosen(view, request);
    else {
      const found = findEpic(await view.epics(), request.epic);
      if (!found.ok) return reportRefusals(session, found.refusals);
      epics = [found.value];
    }
    const asks = await view.asks();
    const asksOf = (epic: EpicState): AskReport[] => asks.filter((ask) => ask.epic_id === epic.id);
    if (json) {
      output.json({
        type: "status",
        root: view.root,
        owner: await view.owner(),
        epics: epics.map((epic) => documentOf(session, epic, asksOf(epic))),
      });
      return 0;
    }
    const owner = await view.owner();
    if (owner !== null) {
      output.line(
        session.paint("gray", `${plainLine(owner.command)} owns this swarm (pid ${owner.pid}, since ${owner.since})`),
      );
    }
    if (epics.length === 0) output.line("There is no epic yet. Start one: opencode-swarm run <plan>");
    epics.forEach((epic, at) => {
      if (at > 0) output.line("");
      printEpic(session, epic, asksOf(epic), owner !== null);
    });
    return 0;
  });
}
