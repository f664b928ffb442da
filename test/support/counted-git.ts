// A git on a person's path that notes each of our own processes before it runs.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { delimiter, join } from "node:path";
import type { Person } from "./opencode-person.ts";

export interface CountedGit {
  /** Arguments of each git that we started so far; what OpenCode starts is not ours. */
  runs(): string[];
}

export function countGit(person: Person): CountedGit {
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  const folder = join(person.root, "counted-git");
  const notes = join(folder, "runs");
  mkdirSync(folder);
  writeFileSync(
    join(folder, "git"),
    `#!/bin/sh\ncase "$2" in core.hooksPath=*) printf '%s\\n' "$*" >> '${notes}';; esac\nexec '${real}' "$@"\n`,
  );
  chmodSync(join(folder, "git"), 0o755);
  person.env["PATH"] = `${folder}${delimiter}${person.env["PATH"] ?? ""}`;
  return {
    runs: () => (existsSync(notes) ? readFileSync(notes, "utf8").trimEnd().split("\n") : []),
  };
}
