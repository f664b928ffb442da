// Runs git: exact arguments, never a shell, fixed settings, a timeout, and exceptions with a reason.
import { stat } from "node:fs/promises";
import { GitError } from "../../application/ports/repository.ts";
import { failureOnDisk } from "./disk-full.ts";
import { verbOf } from "./git-failure.ts";
import { type LongProcess, startLong } from "./long-process.ts";
import { type ProcessEnd, runToEnd } from "./run-to-end.ts";

/** Our own commits and checkouts run no hooks, no signing, no maintenance, and leave no daemon behind. */
const settings = [
  "core.hooksPath=/dev/null",
  "core.quotePath=false",
  "core.fsmonitor=false",
  "core.safecrlf=false",
  "commit.gpgSign=false",
  "log.showSignature=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "submodule.recurse=false",
  "i18n.commitEncoding=UTF-8",
  "i18n.logOutputEncoding=UTF-8",
].flatMap((setting) => ["-c", setting]);

/** Ten minutes: a checkout of a huge repository through a slow filter is the longest thing that git does for us. */
const defaultTimeoutMs = 600_000;

export interface GitCall {
  env?: Readonly<Record<string, string>>;
  input?: string | Uint8Array;
  /** Exit codes that are answers, not failures. Default: 0 only. */
  expect?: readonly number[];
  timeoutMs?: number;
}

export interface GitAnswer {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface FoundObject {
  id: string;
  /** commit, tree, blob or tag. */
  type: string;
  /** Bytes. */
  size: number;
}

export interface NameReader {
  /**
   * What a name means, in git's own syntax; null: nothing. Only names that mean the same in every worktree.
   * Undefined: it cannot say, ask git itself.
   */
  look(name: string): Promise<FoundObject | null | undefined>;
}

/** git, bound to one place. */
export interface Git extends NameReader {
  readonly cwd: string;
  /** Runs git and gives what it said. Throws GitError for every exit code that was not expected. */
  answer(args: readonly string[], call?: GitCall): Promise<GitAnswer>;
  /** As `answer`, but only stdout, exactly as it came. */
  output(args: readonly string[], call?: GitCall): Promise<string>;
  /** As `output`, without the newline at the end. */
  line(args: readonly string[], call?: GitCall): Promise<string>;
  /** As `output`, split at NUL bytes. */
  list(args: readonly string[], call?: GitCall): Promise<string[]>;
  /** stdout as bytes. */
  bytes(args: readonly string[], call?: GitCall): Promise<Uint8Array>;
  /** Starts a git that stays, in a folder and for a git directory of its own. */
  long(args: readonly string[], place: { cwd: string; gitDir: string }): LongProcess;
  /** The exception for a git that ended as it should not. */
  failure(args: readonly string[], end: ProcessEnd): Promise<GitError>;
  /** The same git in another folder, found there as git finds it. */
  at(cwd: string): Git;
  /** The same git in a worktree whose git directory is known, whatever its `.git` file says now. */
  within(worktree: { path: string; gitDir: string }): Git;
}

interface Binding {
  binary: string;
  environment: Readonly<Record<string, string>>;
  cwd: string;
  /** Default: every question has a git of its own. */
  objects?: NameReader;
}

/** Binds git to a folder. Starts nothing yet. */
export function createGit(binding: Binding): Git {
  const bytes = async (args: readonly string[], call: GitCall = {}) => (await run(binding, args, call)).stdout;
  const answer = async (args: readonly string[], call: GitCall = {}) => {
    const { exitCode, stdout, stderr } = await run(binding, args, call);
    return { exitCode, stdout: stdout.toString("utf8"), stderr };
  };
  const output = async (args: readonly string[], call?: GitCall) => (await answer(args, call)).stdout;
  return {
    cwd: binding.cwd,
    answer,
    output,
    bytes,
    line: async (args, call) => (await output(args, call)).replace(/\r?\n$/, ""),
    list: async (args, call) => splitNul(await output(args, call)),
    look: async (name) => binding.objects?.look(name),
    long: (args, { cwd, gitDir }) => {
      const env = { ...binding.environment, GIT_DIR: gitDir };
      return startLong(binding.binary, [...settings, ...args], { cwd, env, timeoutMs: defaultTimeoutMs });
    },
    failure: (args, end) => failureOf(binding, args, end),
    at: (cwd) => createGit({ ...binding, cwd }),
    within: ({ path, gitDir }) =>
      createGit({
        ...binding,
        cwd: path,
        environment: { ...binding.environment, GIT_DIR: gitDir, GIT_WORK_TREE: path },
      }),
  };
}

/** Splits `-z` output: every record ends with a NUL byte. */
export function splitNul(output: string): string[] {
  const records = output.split("\0");
  if (records.at(-1) === "") records.pop();
  return records;
}

async function run(binding: Binding, args: readonly string[], call: GitCall) {
  const { binary, cwd, environment } = binding;
  const end = await runToEnd(binary, [...settings, ...args], {
    cwd,
    env: { ...environment, ...call.env },
    input: call.input ?? "",
    timeoutMs: call.timeoutMs ?? defaultTimeoutMs,
    maxBytes: 512 * 1024 * 1024,
  });
  if (end.exitCode === null || !(call.expect ?? [0]).includes(end.exitCode)) throw await failureOf(binding, args, end);
  return { exitCode: end.exitCode, stdout: end.stdout, stderr: end.stderr.toString("utf8") };
}

async function failureOf(binding: Binding, args: readonly string[], end: ProcessEnd): Promise<GitError> {
  const { cwd, environment } = binding;
  const stderr = end.stderr.toString("utf8");
  if (end.exitCode === null) return notRun(binding, args, end, stderr);
  return failureOnDisk({ args, cwd, exitCode: end.exitCode, stderr }, environment["GIT_DIR"], undefined);
}

async function notRun(
  { binary, cwd }: Binding,
  args: readonly string[],
  { failure: cause, signal, timedOut }: ProcessEnd,
  stderr: string,
): Promise<GitError> {
  const details = { args, cwd, exitCode: null, signal, stderr: stderr.slice(-2000) };
  if (timedOut) return new GitError("failed", `git ${verbOf(args)} did not end in time in ${cwd}.`, details, { cause });
  if (cause?.code === "ENOENT" || cause?.code === "EACCES") {
    const there = await stat(cwd).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!there) return new GitError("not-a-repository", `The folder ${cwd} does not exist.`, details, { cause });
    return new GitError("git-missing", `git could not be started as "${binary}".`, details, { cause });
  }
  const why = signal ?? cause?.code ?? "unknown reason";
  return new GitError("failed", `git ${verbOf(args)} was ended in ${cwd}: ${why}.`, details, { cause });
}
