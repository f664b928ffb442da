// What `doctor` looks at: every part that a run needs, each with what was seen and what mends it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openRepository } from "./adapters/git/open-repository.ts";
import { findOpencode } from "./adapters/opencode/find-opencode.ts";
import { startAgents } from "./adapters/opencode/start-agents.ts";
import { openReader } from "./adapters/store/open-reader.ts";
import { rebuildTables } from "./adapters/store/rebuild-tables.ts";
import { verifyJournal } from "./adapters/store/verify-journal.ts";
import { readOwner } from "./adapters/store/owner-lock.ts";
import { StoreError } from "./application/ports/event-store.ts";
import type { Log } from "./application/ports/ambient.ts";
import type { Repository } from "./application/ports/repository.ts";
import { aloneForMs, keeperPath, pluginPath, stateDirOf, storeDirOf, storeOptions } from "./compose.ts";

export interface Finding {
  name: string;
  ok: boolean;
  detail: string;
  remedy: string | null;
}

export interface DiagnoseRequest {
  dir: string;
  opencode?: string;
  env: NodeJS.ProcessEnv;
  log: Log;
}

const good = (name: string, detail: string): Finding => ({ name, ok: true, detail, remedy: null });

const bad = (name: string, error: unknown, remedy: string): Finding => ({
  name,
  ok: false,
  detail: error instanceof Error ? error.message : String(error),
  remedy,
});

async function ofStore(repository: Repository): Promise<Finding[]> {
  const dir = storeDirOf(repository);
  const owner = await readOwner(dir);
  const held =
    owner === null ? "nobody owns it now" : `owned by ${owner.command} (process ${owner.pid}, since ${owner.since})`;
  try {
    const batches = await verifyJournal(dir);
    const reader = await openReader({ ...storeOptions, dir });
    const counted = await reader.query("SELECT count(*), count(DISTINCT epic_id) FROM events");
    await reader.close();
    const [events, epics] = counted.rows[0] ?? [0, 0];
    return [
      good(
        "event store",
        `${String(events)} events of ${String(epics)} epics in ${dir}, ${batches} batches of the journal read back; ${held}`,
      ),
    ];
  } catch (error) {
    return [
      bad("event store", error, `keep a copy of ${dir} before anything else; doctor --repair makes the database anew`),
    ];
  }
}

async function ofAgents(request: DiagnoseRequest, repository: Repository): Promise<Finding[]> {
  const { env, log } = request;
  try {
    const binary = findOpencode(request.opencode ?? null, env);
    const agents = await startAgents({
      binary,
      repositoryRoot: repository.root,
      stateDir: join(stateDirOf(repository), "doctor"),
      storeDir: storeDirOf(repository),
      keeperPath: keeperPath(),
      aloneFor: aloneForMs,
      endsWithUs: true,
      isTaken: () => false,
      env,
      models: [],
      trustProject: false,
      pluginPath: pluginPath(),
      log,
    });
    await agents.close();
    return [good("OpenCode", `${agents.version} at ${binary}, with a connected provider`)];
  } catch (error) {
    return [
      bad(
        "OpenCode",
        error,
        "install it with `npm install -g opencode-ai`, connect a provider with `opencode auth login`",
      ),
    ];
  }
}

function whyNotRepaired(dir: string, error: unknown): Finding {
  if (error instanceof StoreError && error.reason === "owned")
    return bad("repair", error, "end that process first: close its window or press Ctrl-C in its terminal");
  return bad("repair", error, `nothing was changed; keep a copy of ${dir} before anything else`);
}

/** Makes the database anew from the journal and keeps the old one beside it. */
export async function repair(request: DiagnoseRequest): Promise<Finding> {
  let repository: Repository;
  try {
    repository = await openRepository(request.dir, { env: request.env });
  } catch (error) {
    return bad("repair", error, "run this inside a git repository with a commit and an identity");
  }
  const dir = storeDirOf(repository);
  if (!existsSync(dir)) return good("repair", "there is no event store here, so nothing was to be done");
  try {
    const { events, backup } = await rebuildTables({ ...storeOptions, dir, owner: { command: "doctor --repair" } });
    const kept = backup === null ? "there was no database before" : `the old one is ${backup}`;
    return good("repair", `the database was made anew from ${events} events of the journal; ${kept}`);
  } catch (error) {
    return whyNotRepaired(dir, error);
  } finally {
    await repository.close();
  }
}

/** Looks at everything; changes nothing, and ends what it started. */
export async function diagnose(request: DiagnoseRequest): Promise<Finding[]> {
  const node = good("Node.js", process.version);
  let repository: Repository;
  try {
    repository = await openRepository(request.dir, { env: request.env });
  } catch (error) {
    return [node, bad("git", error, "run this inside a git repository with a commit and an identity")];
  }
  const head = await repository.head();
  const git = good(
    "git",
    `${repository.root} at ${head.branch ?? head.commit.slice(0, 12)}; worktrees in ${repository.worktreesDir}`,
  );
  return [node, git, ...(await ofStore(repository)), ...(await ofAgents(request, repository))];
}
