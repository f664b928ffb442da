// Makes the demo's repository, with an identity of its own.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sampleFiles } from "./sample-files.ts";

export interface SampleRepository {
  path: string;
  /** Runs git in it and gives what it printed, trimmed. */
  git(...args: string[]): string;
}

export function makeSampleRepository(path: string, env: Record<string, string>): SampleRepository {
  mkdirSync(path, { recursive: true });
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: path, env, encoding: "utf8" }).trim();
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "Ada Demo");
  git("config", "user.email", "ada@example.test");
  for (const [name, content] of Object.entries(sampleFiles)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  git("add", ".");
  git("commit", "--quiet", "-m", "A line of an invoice");
  return { path, git };
}
