// What is known of the fate of kept comments. It is looked up when somebody asks, once for each commit.
import type { LiveSwarm, TaskChanges } from "../../../application/live-swarm.ts";
import type { PanelParts } from "../panel-parts.ts";
import { taskKey } from "../session/picture.ts";
import { fateIn, type Fate } from "./comment-fate.ts";
import type { KeptComment } from "./review-comment.ts";

export interface CommentFates {
  /** Looks up what is not known yet; what cannot be read stays unknown. */
  learn(comments: readonly KeptComment[]): Promise<void>;
  /** `current` as long as nothing else is known. */
  of(comment: KeptComment): Fate;
}

const unknown: Fate = { kind: "current" };

export function createCommentFates({ session, log }: Pick<PanelParts, "session" | "log">): CommentFates {
  const known = new Map<string, { commit: string; fate: Fate }>();
  const commitNow = (comment: KeptComment): string | null =>
    session.picture.epic(comment.epicId)?.tasks.get(comment.taskId)?.work?.commit ?? null;

  function isDue(comment: KeptComment): boolean {
    const now = commitNow(comment);
    return now !== null && now !== comment.commit && known.get(comment.id)?.commit !== now;
  }

  async function look(swarm: LiveSwarm, comments: readonly KeptComment[]): Promise<void> {
    const read = new Map<string, Promise<TaskChanges | null>>();
    const changesOf = ({ epicId, taskId }: KeptComment): Promise<TaskChanges | null> => {
      const key = taskKey(epicId, taskId);
      const changes = read.get(key) ?? swarm.changes(epicId, taskId);
      read.set(key, changes);
      return changes;
    };
    for (const comment of comments) {
      const changes = await changesOf(comment);
      if (changes === null) continue;
      const fate = await fateIn(changes, comment, (one, other) => swarm.lineEdits(one, other));
      known.set(comment.id, { commit: changes.commit, fate });
    }
  }

  return {
    async learn(comments) {
      const swarm = session.live();
      const due = comments.filter(isDue);
      if (swarm === null || due.length === 0) return;
      await look(swarm, due).catch((error: unknown) => log.warn(`comments could not be followed: ${String(error)}`));
    },
    of(comment) {
      const found = known.get(comment.id);
      return found !== undefined && found.commit === commitNow(comment) ? found.fate : unknown;
    },
  };
}
