// Verb `clean`: takes worktrees away that nobody needs, and says how large they are and why the others stay.
import type { WorktreeReport } from "../../../application/swarm.ts";
import { asMember, doneWithout } from "../as-member.ts";
import { bytes, plural } from "../quantities.ts";
import type { Session } from "../session.ts";
import { textTable } from "../text-table.ts";

const headings = ["size", "task", "worktree", "what becomes of it"];

function rowOf(report: WorktreeReport, dryRun: boolean): string[] {
  const fate = report.keep === null ? (dryRun ? "would go" : "gone") : `stays: ${report.keep}`;
  return [bytes(report.bytes), `${report.epic_id}/${report.task_id}`, report.path, fate];
}

export function clean(session: Session, request: { dryRun: boolean }): Promise<number> {
  return asMember(session, { follows: "tasks-land" }, async (swarm) => {
    const reports = await swarm.worktrees();
    const going = reports.filter((report) => report.keep === null);
    for (const report of request.dryRun ? [] : going) await swarm.removeWorktree(report);
    const freed = going.reduce((sum, report) => sum + report.bytes, 0);
    const verb = request.dryRun ? "would free" : "freed";
    const table =
      reports.length === 0
        ? ["There is no worktree."]
        : [
            ...textTable(
              headings,
              reports.map((report) => rowOf(report, request.dryRun)),
              session.output.tableColumns,
            ),
            "",
            `${plural(going.length, "worktree")} ${verb} ${bytes(freed)}.`,
          ];
    const result = doneWithout({
      dry_run: request.dryRun,
      freed_bytes: request.dryRun ? 0 : freed,
      worktrees: reports,
    });
    return { ok: true, value: { exit: 0, result, report: table } };
  });
}
