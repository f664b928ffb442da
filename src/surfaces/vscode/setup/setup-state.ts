// What is missing before a swarm can run, as one word: the Setup view shows it with the one button that mends it.

export type SetupState =
  | { kind: "loading" }
  | { kind: "noFolder" }
  | { kind: "untrusted" }
  | { kind: "virtual" }
  | { kind: "noGit" }
  | { kind: "noRepo" }
  | { kind: "noCommit" }
  | { kind: "noIdentity" }
  | { kind: "noOpencode" }
  | { kind: "badVersion" }
  | { kind: "noProvider" }
  | { kind: "ready"; repository: FoundRepository };

export interface FoundRepository {
  /** Root of the checkout. */
  root: string;
  /** The swarm was used here before. */
  hasHistory: boolean;
}

/** What git says of a folder. Reasons that no state stands for are breakdowns and not here. */
export type GitFinding =
  | ({ kind: "found" } & FoundRepository)
  | { kind: "noGit" | "noRepo" | "noCommit" | "noIdentity" };

export type OpencodeFinding = { kind: "found"; version: string } | { kind: "noOpencode" | "badVersion" };

export interface SetupFacts {
  folders: readonly { scheme: string; path: string }[];
  trusted: boolean;
  /** Of the folders on disk, in their order; null: not asked yet. */
  git: readonly GitFinding[] | null;
  opencode: OpencodeFinding | null;
  /** The last start failed because OpenCode is connected to no provider. */
  providerMissing: boolean;
}

/** The first folder with a repository counts; without one, the one that lacks least. */
function bestOf(findings: readonly GitFinding[]): GitFinding {
  const order = ["found", "noIdentity", "noCommit", "noRepo", "noGit"] as const;
  const found = order.map((kind) => findings.find((finding) => finding.kind === kind));
  return found.find((finding) => finding !== undefined) ?? { kind: "noRepo" };
}

/** The first thing that stands in the way, in the order in which a person can mend it. */
export function setupStateOf(facts: SetupFacts): SetupState {
  if (facts.folders.length === 0) return { kind: "noFolder" };
  if (facts.folders.every((folder) => folder.scheme !== "file")) return { kind: "virtual" };
  if (!facts.trusted) return { kind: "untrusted" };
  if (facts.git === null) return { kind: "loading" };
  const git = bestOf(facts.git);
  if (git.kind !== "found") return { kind: git.kind };
  if (facts.opencode === null) return { kind: "loading" };
  if (facts.opencode.kind !== "found") return { kind: facts.opencode.kind };
  if (facts.providerMissing) return { kind: "noProvider" };
  const { root, hasHistory } = git;
  return { kind: "ready", repository: { root, hasHistory } };
}
