// Verb `export`: work as patches, for `git am` somewhere else.
import { resolve } from "node:path";
import type { Session } from "../session.ts";
import { onEpic } from "./on-epic.ts";

export interface ExportRequest {
  epic: string;
  task: string | undefined;
  /** As the person wrote it, from where they are. */
  output: string | undefined;
  force: boolean;
}

export function exportPatches(session: Session, { epic: named, task, output, force }: ExportRequest): Promise<number> {
  return onEpic(session, { epic: named, tasks: task === undefined ? [] : [task] }, async (swarm, epic) => {
    const usual = `${epic.id}${task === undefined ? "" : `-${task}`}-patches`;
    const folder = resolve(session.around.cwd, output ?? usual);
    const done = await swarm.exportWork(epic.id, task ?? null, { folder, overwrite: force });
    if (!done.ok) return done;
    const files = done.value;
    const how = "Apply with: git am --keep-cr, in this order, on the commit that they begin at";
    return {
      ok: true,
      value: () => ({
        exit: 0,
        report: [...files, "", `Wrote ${files.length} ${files.length === 1 ? "patch" : "patches"}. ${how}.`],
      }),
    };
  });
}
