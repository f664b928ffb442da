// What stands in the way of a swarm, one thing at a time.
import { describe, expect, it } from "vitest";
import { setupStateOf, type SetupFacts } from "../../../../src/surfaces/vscode/setup/setup-state.ts";

const found = { kind: "found" as const, root: "/work/app", hasHistory: true };
const everything: SetupFacts = {
  folders: [{ scheme: "file", path: "/work/app" }],
  trusted: true,
  git: [found],
  opencode: { kind: "found", version: "1.18.33" },
  providerMissing: false,
};
const state = (facts: Partial<SetupFacts>) => setupStateOf({ ...everything, ...facts });

describe("the state of the setup", () => {
  it("is ready, in the repository that was found", () => {
    expect(state({})).toEqual({ kind: "ready", repository: { root: "/work/app", hasHistory: true } });
  });

  it.each<[string, Partial<SetupFacts>]>([
    ["noFolder", { folders: [] }],
    ["virtual", { folders: [{ scheme: "vscode-vfs", path: "/x" }] }],
    ["untrusted", { trusted: false }],
    ["loading", { git: null }],
    ["loading", { opencode: null }],
    ["noGit", { git: [{ kind: "noGit" }] }],
    ["noRepo", { git: [{ kind: "noRepo" }] }],
    ["noCommit", { git: [{ kind: "noCommit" }] }],
    ["noIdentity", { git: [{ kind: "noIdentity" }] }],
    ["noOpencode", { opencode: { kind: "noOpencode" } }],
    ["badVersion", { opencode: { kind: "badVersion" } }],
    ["noProvider", { providerMissing: true }],
  ])("is %s when that is missing", (kind, facts) => {
    expect(state(facts).kind).toBe(kind);
  });

  it("names trust before anything that would have to be run to be known", () => {
    expect(state({ trusted: false, git: null, opencode: null }).kind).toBe("untrusted");
  });

  it("takes the first folder that has a repository", () => {
    const other = { kind: "found" as const, root: "/work/other", hasHistory: false };
    expect(state({ git: [{ kind: "noRepo" }, other] })).toMatchObject({ repository: { root: "/work/other" } });
  });

  it("names what is nearest to a repository when no folder has one", () => {
    expect(state({ git: [{ kind: "noRepo" }, { kind: "noCommit" }] }).kind).toBe("noCommit");
  });

  it("names git before OpenCode, and OpenCode before its provider", () => {
    const opencode = { kind: "noOpencode" as const };
    expect(state({ git: [{ kind: "noRepo" }], opencode, providerMissing: true }).kind).toBe("noRepo");
    expect(state({ opencode, providerMissing: true }).kind).toBe("noOpencode");
  });
});
