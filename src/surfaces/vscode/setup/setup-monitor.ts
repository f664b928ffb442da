// Knows what is missing before a swarm can run: looks when asked, and tells when the answer is another one.
import type { Log } from "../../../application/ports/ambient.ts";
import { createSignal, type Listen } from "../signal.ts";
import {
  setupStateOf,
  type GitFinding,
  type OpencodeFinding,
  type SetupFacts,
  type SetupState,
} from "./setup-state.ts";

/** What needs processes; handed in by the front door. */
export interface SetupProbes {
  git(folder: string): Promise<GitFinding>;
  /** `named`: what the person set, or null. */
  opencode(named: string | null): Promise<OpencodeFinding>;
}

export interface SetupParts {
  probes: SetupProbes;
  folders(): SetupFacts["folders"];
  trusted(): boolean;
  opencodePath(): string | null;
  log: Log;
}

export interface SetupMonitor {
  state(): SetupState;
  onDidChange: Listen<SetupState>;
  /** Looks at everything again. While a look is under way, another one follows it. */
  check(): Promise<SetupState>;
  /** A start failed because OpenCode has no provider; the next check forgets it. */
  setProviderMissing(): void;
}

export function createSetupMonitor(parts: SetupParts): SetupMonitor {
  const changed = createSignal<SetupState>();
  let facts: SetupFacts = { folders: [], trusted: false, git: null, opencode: null, providerMissing: false };
  let state: SetupState = { kind: "loading" };
  let looking: Promise<SetupState> | null = null;
  let again = false;

  function settle(next: SetupFacts): SetupState {
    facts = next;
    const found = setupStateOf(next);
    const same = JSON.stringify(found) === JSON.stringify(state);
    state = found;
    if (!same) changed.fire(found);
    return found;
  }

  const askGit = (folder: string): Promise<GitFinding> =>
    parts.probes.git(folder).catch((error: unknown): GitFinding => {
      parts.log.warn("a folder cannot be looked at", { folder, error: String(error) });
      return { kind: "noRepo" };
    });

  const askOpencode = (): Promise<OpencodeFinding> =>
    parts.probes.opencode(parts.opencodePath()).catch((error: unknown): OpencodeFinding => {
      parts.log.warn("OpenCode cannot be looked at", { error: String(error) });
      return { kind: "noOpencode" };
    });

  async function look(): Promise<SetupState> {
    const folders = parts.folders();
    const trusted = parts.trusted();
    const onDisk = folders.filter((folder) => folder.scheme === "file");
    const known = { ...facts, folders, trusted, providerMissing: false };
    // Nothing is started in a folder that the person does not trust.
    if (!trusted || onDisk.length === 0) return settle({ ...known, git: null, opencode: null });
    const git: GitFinding[] = [];
    for (const folder of onDisk) {
      const finding = await askGit(folder.path);
      git.push(finding);
      if (finding.kind === "found") break;
    }
    if (!git.some((finding) => finding.kind === "found")) return settle({ ...known, git, opencode: null });
    return settle({ ...known, git, opencode: await askOpencode() });
  }

  async function lookUntilNewest(): Promise<SetupState> {
    let found: SetupState;
    do {
      again = false;
      found = await look();
    } while (again);
    return found;
  }

  return {
    state: () => state,
    onDidChange: changed.listen,
    check() {
      if (looking !== null) again = true;
      looking ??= lookUntilNewest().finally(() => (looking = null));
      return looking;
    },
    setProviderMissing: () => void settle({ ...facts, providerMissing: true }),
  };
}
