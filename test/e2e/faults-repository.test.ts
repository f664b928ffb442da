// The fault table: repositories, folders and gits in which a run cannot start, and the exit code that says whose turn it is.
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../support/built-program.ts";
import { createPerson, type Person } from "../support/opencode-person.ts";
import { planOf } from "../support/swarm-fixture.ts";
import { expectRefused, type Place, type RefusedRow } from "./fault-rows.ts";

interface RepositoryRow extends RefusedRow {
  /** Makes the fault; gives where the command is then typed. */
  arrange(person: Person): Place;
  more?: readonly string[];
}

/** A folder with nothing but a git of ours that says this. */
function gitThatSays(person: Person, words: string): Record<string, string> {
  const folder = join(person.root, "old-git");
  mkdirSync(folder);
  writeFileSync(join(folder, "git"), `#!/bin/sh\necho "${words}"\n`);
  chmodSync(join(folder, "git"), 0o755);
  return { ...person.env, PATH: `${folder}:${person.env["PATH"]}` };
}

const emptied = (person: Person, ...init: string[]): string => {
  const folder = join(person.root, "another");
  mkdirSync(folder);
  if (init.length > 0) person.git("-C", folder, "init", "--quiet", ...init);
  return folder;
};

const rows: readonly RepositoryRow[] = [
  {
    fault: "a folder that is no repository",
    arrange: (person) => ({ ...person, repository: emptied(person) }),
    exit: 3,
    code: "not-a-repository",
    sentence: /: \/\S*\/another is no git repository\. Go to a git checkout, .* or run `git init` and commit$/m,
  },
  {
    fault: "a folder that does not exist",
    arrange: (person) => person,
    more: ["--dir", "nowhere"],
    exit: 3,
    code: "not-a-repository",
    sentence: /The folder \/.*\/nowhere does not exist\. Go to a git checkout, name one with --dir/,
  },
  {
    fault: "the inside of .git",
    arrange: (person) => person,
    more: ["--dir", ".git"],
    exit: 3,
    code: "not-a-repository",
    sentence: /my repository\/\.git lies inside a \.git folder, not in a checkout\. Go to a git checkout/,
  },
  {
    fault: "a repository without a commit",
    arrange: (person) => ({ ...person, repository: emptied(person, "--initial-branch=main") }),
    exit: 3,
    code: "no-commit",
    sentence: /\/another has no commit yet\. Make a first commit: `git add \. && git commit/,
  },
  {
    fault: "a bare repository",
    arrange: (person) => ({ ...person, repository: emptied(person, "--bare") }),
    exit: 3,
    code: "bare-repository",
    sentence: /\/another is a bare repository without a checkout\. Clone it, .*--dir/,
  },
  {
    fault: "no identity",
    arrange(person) {
      const named = /^GIT_(AUTHOR|COMMITTER)_/;
      person.git("config", "user.useConfigOnly", "true");
      const env = Object.fromEntries(Object.entries(person.env).filter(([name]) => !named.test(name)));
      return { ...person, env };
    },
    exit: 3,
    code: "no-identity",
    sentence: /git does not know who you are in \/.*my repository\. Set it: `git config user\.name/,
  },
  {
    fault: "a git that is too old",
    arrange: (person) => ({ ...person, env: gitThatSays(person, "git version 2.30.2") }),
    exit: 3,
    code: "git-too-old",
    sentence: /This is git version 2\.30\.2, and git 2\.38 or newer is needed\. Upgrade git to 2\.38 or newer/,
  },
  {
    fault: "no git",
    arrange: (person) => ({ ...person, env: { ...person.env, PATH: join(person.root, "home") } }),
    exit: 3,
    code: "git-missing",
    sentence: /git could not be started as "git"\. Install git 2\.38 or newer and make sure that `git` is in PATH/,
  },
  {
    fault: "a detached HEAD with --land",
    arrange(person) {
      person.git("checkout", "--quiet", "--detach");
      return person;
    },
    more: ["--land"],
    exit: 2,
    code: "detached-head",
    sentence: /HEAD is detached, so there is no branch to land on\. Check a branch out, name a local branch as `base`/,
  },
  {
    fault: "a branch named swarm",
    arrange(person) {
      person.git("branch", "swarm");
      return person;
    },
    exit: 1,
    code: "ref-blocked",
    sentence: /the branch swarm stands in the way of swarm\/sample-epic-\w+\/_integration.*`git branch -m swarm </,
  },
  {
    fault: "a state folder that cannot be made",
    arrange(person) {
      writeFileSync(join(person.repository, ".git", "opencode-swarm"), "not a folder");
      return person;
    },
    exit: 1,
    code: "write-failed",
    sentence: /\.git\/opencode-swarm\/store\b.*\. \S/,
  },
];

describe("where a run cannot start nothing is made:", () => {
  let person: Person;
  beforeEach(() => {
    person = createPerson("http://127.0.0.1:9/v1", {});
    const plan = planOf([{ id: "a", title: "a", description: "Do a." }]);
    writeFileSync(join(person.root, "plan.json"), JSON.stringify(plan));
  });
  afterEach(() => person.remove());

  it.each(rows)("$fault is $exit $code", async (row) => {
    const place = row.arrange(person);
    const all = () => [
      readdirSync(person.root, { recursive: true }).filter((path) => !String(path).includes("opencode-swarm")),
      person.git("for-each-ref"),
    ];
    const before = all();
    expectRefused(await run(place, ["run", join(person.root, "plan.json"), "--json", ...(row.more ?? [])]), row);
    expect(all()).toEqual(before);
    rmSync(join(person.root, "plan.json"));
  });
});
