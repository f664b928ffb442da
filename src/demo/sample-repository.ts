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

/** The repository at a path, whether it is there yet or not. */
export const sampleRepositoryAt = (path: string, env: Record<string, string>): SampleRepository => ({
  path,
  git: (...args) => execFileSync("git", args, { cwd: path, env, encoding: "utf8" }).trim(),
});

/** `more`: files beside those of the library, by path. */
export function makeSampleRepository(
  path: string,
  env: Record<string, string>,
  more: Readonly<Record<string, string>>,
): SampleRepository {
  mkdirSync(path, { recursive: true });
  const repository = sampleRepositoryAt(path, env);
  const { git } = repository;
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "Ada Demo");
  git("config", "user.email", "ada@example.test");
  for (const [name, content] of Object.entries({ ...sampleFiles, ...more })) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  git("add", ".");
  git("commit", "--quiet", "-m", "A line of an invoice");
  return repository;
}
