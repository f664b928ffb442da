// What is stored of an epic's way into the person's branch, and back.
import type { LandingStrategy, WorkAside } from "./landing-strategy.ts";

export interface LandingEvents {
  epic_landing_started: {
    landing: number;
    branch: string;
    old: string;
    new: string;
    strategy: LandingStrategy;
    /** Ref below which uncommitted work in the way is kept while it is set aside. Absent where none was to be. */
    aside?: string;
  };
  epic_landed: {
    landing: number;
    branch: string;
    commit: string;
    previous: string;
    strategy: LandingStrategy;
    aside?: WorkAside;
  };
  epic_landing_refused: { code: string; message: string; files: string[] };
  /** A person asks again: what stood in the way is looked at anew. */
  epic_landing_retried: {
    /** The person lets it land whatever its checks say. Absent where nobody was asked: then they count. */
    despite_checks?: boolean;
  };
  epic_landing_abandoned: { landing: number; branch: string; reason: string };
  epic_undo_started: { landing: number; branch: string; old: string; new: string; how: "reset" | "revert" };
  epic_landing_undone: { landing: number; branch: string; commit: string; how: "reset" | "revert" };
  epic_undo_abandoned: { landing: number; branch: string; reason: string };
}
