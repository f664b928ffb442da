// What every step of the git adapter is handed: git, the places, the time, and one queue for refs and worktree metadata.
import type PQueue from "p-queue";
import type { Clock } from "../../application/ports/ambient.ts";
import type { Git } from "./git.ts";
import type { ObjectReader } from "./object-reader.ts";
import type { RefTransactions } from "./ref-transactions.ts";

export interface RepositoryContext {
  /** git in the person's checkout. */
  readonly git: Git;
  readonly root: string;
  readonly commonDir: string;
  readonly worktreesDir: string;
  readonly clock: Clock;
  readonly refs: RefTransactions;
  readonly objects: ObjectReader;
  /** One at a time: steps that write refs or `.git/worktrees`. Never held while files are checked out. */
  readonly queue: PQueue;
  /** One at a time: moves of a person's branch, and the settling of those that a kill cut off. */
  readonly moves: PQueue;
  /** A few at a time: worktrees in the making. The first are ready while the last still wait, which is when work begins. */
  readonly creations: PQueue;
  /** Worktree creations under way, by path, so that a second call joins the first. */
  readonly creating: Map<string, Promise<{ path: string }>>;
  /** Deletions of trash that go on after the answer was given. */
  readonly background: Set<Promise<void>>;
}
