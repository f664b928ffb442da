// Notes every start of git and of OpenCode by a person's programs: git writes it itself, OpenCode stands behind a script.
import { appendFileSync, chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { opencodeBinary, type Person } from "../../support/opencode-person.ts";

export interface NotedStarts {
  /** Stands in the place of OpenCode. */
  readonly opencode: string;
  /** Command lines since the beginning, git's first. */
  all(): string[];
}

/** POSIX only. */
export function noteStarts(person: Person): NotedStarts {
  const [gitEvents, opencodeLines] = [join(person.root, "git-events"), join(person.root, "opencode-starts")];
  appendFileSync(join(person.home, ".gitconfig"), `[trace2]\n\teventTarget = ${gitEvents}\n`);
  const opencode = join(person.root, "opencode");
  writeFileSync(opencode, `#!/bin/sh\necho "opencode $*" >> '${opencodeLines}'\nexec '${opencodeBinary()}' "$@"\n`);
  chmodSync(opencode, 0o755);
  const linesOf = (file: string): string[] =>
    existsSync(file)
      ? readFileSync(file, "utf8")
          .split("\n")
          .filter((line) => line !== "")
      : [];
  return {
    opencode,
    all: () => [
      ...linesOf(gitEvents).flatMap((line) => {
        const said = JSON.parse(line) as { event: string; argv?: string[] };
        return said.event === "start" ? [said.argv?.join(" ") ?? "git"] : [];
      }),
      ...linesOf(opencodeLines),
    ],
  };
}
