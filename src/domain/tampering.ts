// What in a worker's change takes the proof away that it should stand by: tests that are gone or skipped, checks that changed.
import { packageScripts, recipeOf, sourcesOf, type CheckSources } from "./check-sources.ts";
import type { Tampering } from "./finding.ts";
import { isGenerated, isTest, type ChangedFile } from "./reading-order.ts";
import { asserts, skippedTests, testTitles } from "./test-text.ts";

/** A changed file with its text; null where it does not exist, or is no text that is read. */
export interface ChangedText extends ChangedFile {
  before: string | null;
  after: string | null;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const isPackage = (path: string): boolean => nameOf(path) === "package.json";
const isMakefile = (path: string): boolean => /^(?:GNUmakefile|[Mm]akefile)$/.test(nameOf(path));
const runnerSettings =
  /^(?:(?:vitest|jest|karma|ava|playwright|cypress)\.config\.\w+|\.mocharc(?:\.\w+)?|pytest\.ini|tox\.ini)$/;

const shellScript = /\.(?:sh|bash|bat|cmd|ps1)$/;
const trivial = /^\s*(?:true|:|exit\s+0|echo\b[^&|;]*)\s*$/;

interface PlannedCheck {
  name: string;
  run: string;
}

/** Files that lead from a check to what it runs, whether they changed or not. */
export const leadFiles = ["package.json", "Makefile", "makefile", "GNUmakefile"] as const;

/** Only their text tells whether they matter. */
export const wantsText = ({ path, from }: ChangedFile): boolean =>
  [path, from ?? path].some((one) => (isTest(one) && !isGenerated(one)) || isPackage(one) || isMakefile(one));

const without = (all: readonly string[], gone: readonly string[]): string[] => {
  const left = [...gone];
  return all.filter((one) => {
    const at = left.indexOf(one);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
};

/** Its tests stand in no test file any more: those of a file that is gone by name, of one that stays by number. */
function losesTests(file: ChangedText, tests: readonly ChangedText[]): boolean {
  const was = file.from ?? file.path;
  const stays = file.change !== "deleted" && isTest(file.path);
  const [before, after] = [file.before ?? "", stays ? (file.after ?? "") : ""];
  const elsewhere = tests.filter((one) => one !== file).map((one) => ({ ...one, titles: testTitles(one.after ?? "") }));
  const titles = testTitles(before);
  const lost = without(titles, testTitles(after)).filter(
    (title) => !elsewhere.some((one) => one.titles.includes(title)),
  );
  if (stays && file.after !== null) {
    const emptied = asserts(before) && !asserts(after) && titles.length === 0;
    return emptied || lost.length > without(testTitles(after), titles).length;
  }
  if (stays) return false;
  if (titles.length > 0) return lost.length > 0;
  return !elsewhere.some(({ path, change }) => change === "added" && nameOf(path) === nameOf(was));
}

function scriptChanged(name: string, file: ChangedText): boolean {
  const [before, after] = [packageScripts(file.before), packageScripts(file.after)];
  return [`pre${name}`, name, `post${name}`].some((one) => {
    const [was, is] = [before.get(one), after.get(one)];
    if (was === is) return false;
    // One that is new proves nothing only if it cannot fail.
    return was !== undefined || (is !== undefined && trivial.test(is));
  });
}

function targetChanged(name: string, file: ChangedText): boolean {
  const [was, is] = [recipeOf(file.before, name), recipeOf(file.after, name)];
  return was !== is && (was !== "" || is.split("\n").every((line) => line === "" || trivial.test(line)));
}

const depth = 4;

/** With what the scripts and targets run that it names. */
function allSources(line: string, files: readonly ChangedText[], level = 0): CheckSources {
  const own = sourcesOf(line);
  if (level === depth) return own;
  const lines = files.flatMap(({ path, before, after }) => {
    const texts = before === after ? [after] : [before, after];
    if (isMakefile(path)) return texts.flatMap((text) => own.targets.map((name) => recipeOf(text, name)));
    if (!isPackage(path)) return [];
    return texts.flatMap((text) => own.scripts.flatMap((name) => packageScripts(text).get(name) ?? []));
  });
  const inner = lines.map((one) => allSources(one, files, level + 1));
  return {
    files: [...own.files, ...inner.flatMap((one) => one.files)],
    scripts: [...own.scripts, ...inner.flatMap((one) => one.scripts)],
    targets: [...own.targets, ...inner.flatMap((one) => one.targets)],
  };
}

/** Files of the change that make this check another one. A test that it runs may change: that is what tests are for. */
function changedSources(check: PlannedCheck, files: readonly ChangedText[], may: (path: string) => boolean): string[] {
  const sources = allSources(check.run, files);
  return files
    .filter((file) => {
      const was = file.from ?? file.path;
      if (isPackage(was)) return sources.scripts.some((name) => scriptChanged(name, file));
      if (isMakefile(was)) return sources.targets.some((name) => targetChanged(name, file));
      if (file.change === "added" || may(was) || (isTest(was) && !shellScript.test(was))) return false;
      return sources.files.includes(was) || runnerSettings.test(nameOf(was));
    })
    .map((file) => file.from ?? file.path);
}

/**
 * `files`: what changed, and the lead files as they are. `may`: the plan gives the task this very file, so that a script
 * which a check runs may be its work.
 */
export function tamperingOf(
  files: readonly ChangedText[],
  checks: readonly PlannedCheck[],
  may: (path: string) => boolean,
): Tampering[] {
  const tests = files.filter(({ path, from }) => isTest(path) || (from !== null && isTest(from)));
  const found: Tampering[] = [];
  const written = tests.filter(({ path }) => !isGenerated(path));
  const lost = written.filter((file) => file.change !== "added" && losesTests(file, tests));
  if (lost.length > 0) found.push({ kind: "lost-tests", paths: lost.map(({ from, path }) => from ?? path) });
  const skipped = written.filter((file) => skippedTests(file.after ?? "") > skippedTests(file.before ?? ""));
  if (skipped.length > 0) found.push({ kind: "skipped-tests", paths: skipped.map(({ path }) => path) });
  const changed = checks.map(({ name, run }) => ({ name, paths: changedSources({ name, run }, files, may) }));
  const hit = changed.filter(({ paths }) => paths.length > 0);
  const paths = [...new Set(hit.flatMap((one) => one.paths))];
  if (hit.length > 0) found.push({ kind: "changed-checks", names: [...new Set(hit.map(({ name }) => name))], paths });
  return found;
}
