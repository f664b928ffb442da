// Which files of a repository instruct its agents: AGENTS.md or its older names, and what the configuration lists.
import { readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import picomatch from "picomatch";

/** OpenCode reads the first of these that exists. */
const ruleFiles = ["AGENTS.md", "CLAUDE.md", "CONTEXT.md"];
const mostEntries = 20_000;

/** Absolute paths, without doubles. `patterns` are paths or globs, relative to the repository or absolute. */
export function instructionFiles(repositoryRoot: string, patterns: readonly string[]): string[] {
  const rules = ruleFiles.map((name) => join(repositoryRoot, name)).find(isFile);
  const listed = patterns.flatMap((pattern) => matching(repositoryRoot, pattern));
  return [...new Set([...(rules === undefined ? [] : [rules]), ...listed])];
}

function matching(repositoryRoot: string, pattern: string): string[] {
  const wanted = pattern.startsWith("~/") ? join(homedir(), pattern.slice(2)) : pattern;
  const path = resolve(repositoryRoot, wanted);
  if (isFile(path)) return [path];
  const scanned = picomatch.scan(wanted);
  if (!scanned.isGlob) return [];
  const base = isAbsolute(wanted) ? scanned.base : resolve(repositoryRoot, scanned.base);
  const matches = picomatch(scanned.glob, { dot: true });
  return filesBelow(base).filter((file) => matches(relative(base, file).split(sep).join("/")));
}

function filesBelow(folder: string): string[] {
  const files: string[] = [];
  const open = [folder];
  for (let seen = 0; open.length > 0 && seen < mostEntries;) {
    const current = open.pop() ?? folder;
    for (const entry of entriesOf(current)) {
      seen++;
      if (entry.isFile()) files.push(join(current, entry.name));
      else if (entry.isDirectory() && entry.name !== "node_modules" && entry.name !== ".git") {
        open.push(join(current, entry.name));
      }
    }
  }
  return files.sort();
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
