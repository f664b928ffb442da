// The only place that reads git's words: one table from the end of stderr (in the C locale) to the closed set of reasons.
import { GitError, type GitFailure } from "../../application/ports/repository.ts";

interface Pattern {
  pattern: RegExp;
  reason: GitFailure;
  /** What the groups of the pattern mean in `details`. `say` gets these and the evidence of the call. */
  groups: readonly string[];
  say(details: Readonly<Record<string, unknown>>): string;
}

const table: readonly Pattern[] = [
  {
    pattern: /No space left on device|Disk quota exceeded/,
    reason: "disk-full",
    groups: [],
    say: () => "The disk is full: free some space and try again.",
  },
  {
    pattern: /detected dubious ownership in repository at '([^']*)'/,
    reason: "not-a-repository",
    groups: ["path"],
    say: ({ path }) =>
      `git does not trust ${String(path)} because another user owns it: run git config --global --add safe.directory '${String(path)}'.`,
  },
  {
    pattern: /not a git repository/,
    reason: "not-a-repository",
    groups: [],
    say: ({ cwd }) => `${String(cwd)} is no git repository.`,
  },
  {
    pattern: /this operation must be run in a work tree/,
    reason: "bare",
    groups: [],
    say: () => "This repository has no checkout: clone it, or go to one of its worktrees.",
  },
  {
    pattern:
      /Please tell me who you are|unable to auto-detect email address|empty ident name|no email was given|no name was given/,
    reason: "no-identity",
    groups: [],
    say: () => 'git does not know who you are: run git config user.name "…" and git config user.email "…".',
  },
  {
    pattern: /'(refs\/[^']*)' exists; cannot create '(refs\/[^']*)'/,
    reason: "ref-blocked",
    groups: ["ref", "wanted"],
    say: ({ ref, wanted }) =>
      `${String(wanted)} cannot be made because ${String(ref)} exists: rename or delete that one.`,
  },
  {
    pattern:
      /cannot lock ref '([^']*)': (?:is at \w+ but expected|reference already exists|unable to resolve reference|reference is missing)/,
    reason: "ref-moved",
    groups: ["ref"],
    say: ({ ref }) => `${String(ref)} is not where it was expected: somebody moved it meanwhile.`,
  },
  {
    pattern: /'([^']*)' is already (?:checked out|used by worktree) at '([^']*)'/,
    reason: "branch-exists",
    groups: ["branch", "path"],
    say: ({ branch, path }) => `The branch ${String(branch)} is checked out at ${String(path)}.`,
  },
  {
    pattern: /(?:fatal|error): (.+): (?:smudge|clean) filter (?:'([^']*)'|(\S+)) failed/,
    reason: "filter-failed",
    groups: ["file", "filter", "filter"],
    say: ({ file, filter }) =>
      `The content filter ${String(filter)} that the repository requires failed on ${String(file)}: repair or install it.`,
  },
  {
    pattern: /external filter '([^']*)' failed/,
    reason: "filter-failed",
    groups: ["command"],
    say: ({ command }) =>
      `The content filter ${String(command)} that the repository requires failed: repair or install it.`,
  },
  {
    pattern:
      /would be overwritten by|not uptodate\. Cannot (?:merge|update)|would be removed by|Updating the following directories would lose untracked/,
    reason: "would-overwrite",
    groups: [],
    say: () => "Local changes stand in the way.",
  },
  {
    pattern: /Unable to create '([^']*\.lock)': File exists/,
    reason: "locked",
    groups: ["file"],
    say: ({ file }) => `Another git process holds ${String(file)}: wait for it; if none runs, delete that file.`,
  },
  {
    pattern:
      /Needed a single revision|unknown revision|bad revision|[Nn]ot a valid (?:object|commit) name|bad object|invalid object name|not a valid SHA1/,
    reason: "unknown-revision",
    groups: [],
    say: () => "The revision does not exist in this repository.",
  },
];

/** What one git process said that could not be used. */
export interface FailedCall {
  args: readonly string[];
  cwd: string;
  exitCode: number | null;
  stderr: string;
}

/** Makes the exception for a failed call. `details` always has args, cwd, exitCode and the last 2,000 characters of stderr. */
export function gitFailure(call: FailedCall, cause?: unknown): GitError {
  const evidence = { args: call.args, cwd: call.cwd, exitCode: call.exitCode, stderr: call.stderr.slice(-2000) };
  for (const { pattern, reason, groups, say } of table) {
    const match = pattern.exec(call.stderr);
    if (match === null) continue;
    const found: Record<string, unknown> = {};
    for (const [index, name] of groups.entries()) found[name] ??= match[index + 1];
    return new GitError(reason, say({ ...evidence, ...found }), { ...evidence, ...found }, { cause });
  }
  const last = call.stderr.trim().split("\n").at(-1) ?? "";
  return new GitError(
    "failed",
    `git ${verbOf(call.args)} failed in ${call.cwd}: ${last || `exit code ${call.exitCode}`}`,
    evidence,
    {
      cause,
    },
  );
}

/** The sub-command among the arguments, past `-c name=value`. */
export function verbOf(args: readonly string[]): string {
  for (let index = 0; index < args.length; index += 1) {
    if (args[index] === "-c") index += 1;
    else return args[index] ?? "";
  }
  return "";
}
