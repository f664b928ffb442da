// What a check's command runs that stands in the repository: a script file, a script of package.json, a target of a Makefile.

export interface CheckSources {
  /** Repository-relative, as far as the command names them so. */
  files: string[];
  /** Names of scripts in package.json. */
  scripts: string[];
  /** Names of a Makefile's targets; empty: its first one. */
  targets: string[];
}

const word = /(?:[^\s"'|&;()]|"(?:[^"\\]|\\.)*"|'[^']*')+|[|&;()\n]/g;
const operator = /^[|&;()\n]$/;
const interpreter = /^(?:sh|bash|dash|zsh|ksh|node|deno|bun|python[\d.]*|ruby|perl|php|tsx|ts-node|pwsh|source|\.)$/;
const wrapper = new Set(["env", "time", "nice", "exec", "command", "sudo", "xvfb-run", "npx", "cross-env", "timeout"]);
const inline = /^-(?:c|e|p|m|-eval|-print)$/;

const unquoted = (text: string): string => text.replaceAll(/^(["'])(.*)\1$/gs, "$2");
const named = (path: string): string => path.replace(/^\.\//, "");

/** The words of each simple command of a shell line. */
function simpleCommands(line: string): string[][] {
  const commands: string[][] = [[]];
  for (const [found] of line.matchAll(word)) {
    if (operator.test(found)) commands.push([]);
    else commands.at(-1)?.push(unquoted(found));
  }
  return commands.map(withoutWrappers).filter((words) => words.length > 0);
}

function withoutWrappers(words: readonly string[]): string[] {
  const at = words.findIndex((one) => !/^\w+=/.test(one) && !wrapper.has(one) && !/^[\d.]+[smh]?$/.test(one));
  return at === -1 ? [] : words.slice(at);
}

function scriptOf([program = "", ...rest]: readonly string[]): string[] {
  const plain = rest.filter((one) => !one.startsWith("-"));
  if (program === "node") return rest[0] === "--run" && rest[1] !== undefined ? [rest[1]] : [];
  const run = plain.findIndex((one) => one === "run" || one === "run-script");
  if (run !== -1) return plain.slice(run + 1, run + 2);
  if (program === "npm") return plain.some((one) => one === "test" || one === "t" || one === "tst") ? ["test"] : [];
  return plain.slice(0, 1);
}

export function sourcesOf(line: string): CheckSources {
  const sources: CheckSources = { files: [], scripts: [], targets: [] };
  const add = (more: CheckSources): void => {
    sources.files.push(...more.files);
    sources.scripts.push(...more.scripts);
    sources.targets.push(...more.targets);
  };
  for (const words of simpleCommands(line)) {
    const [program = "", ...rest] = words;
    if (/^(?:npm|pnpm|yarn|bun|node)$/.test(program)) sources.scripts.push(...scriptOf(words));
    if (/^g?make$/.test(program)) {
      const targets = rest.filter((one) => !one.startsWith("-") && !one.includes("="));
      sources.targets.push(...(targets.length === 0 ? [""] : targets));
    } else if (interpreter.test(program)) {
      const at = rest.findIndex((one) => inline.test(one));
      if (at === -1)
        sources.files.push(
          ...rest
            .filter((one) => /^[^-].*[./]/.test(one))
            .slice(0, 1)
            .map(named),
        );
      else if (program.endsWith("sh")) add(sourcesOf(rest[at + 1] ?? ""));
    } else if (program.includes("/")) sources.files.push(named(program));
  }
  return sources;
}

/** Each script of a package.json, by its name; none where it cannot be read. */
export function packageScripts(text: string | null): ReadonlyMap<string, string> {
  try {
    const { scripts } = JSON.parse(text ?? "{}") as { scripts?: unknown };
    if (typeof scripts !== "object" || scripts === null) return new Map();
    return new Map(Object.entries(scripts).filter((one): one is [string, string] => typeof one[1] === "string"));
  } catch {
    return new Map();
  }
}

/** What making a target runs, with all that comes before it, as text; empty: there is no such target. */
export function recipeOf(makefile: string | null, target: string): string {
  const rules = new Map<string, { after: string[]; recipe: string }>();
  let open: string[] = [];
  for (const line of (makefile ?? "").split("\n")) {
    const rule = /^([^\s:#=][^:#=]*):(?![=:])([^#]*)/.exec(line);
    if (rule !== null) {
      open = (rule[1] ?? "").trim().split(/\s+/);
      const after = (rule[2] ?? "").trim().split(/\s+/);
      for (const name of open) rules.set(name, { after, recipe: "" });
    } else if (line.startsWith("\t"))
      for (const name of open) {
        const known = rules.get(name);
        if (known !== undefined) known.recipe += `${line.trim()}\n`;
      }
  }
  const seen = new Set<string>();
  const textOf = (name: string): string => {
    const rule = rules.get(name);
    if (rule === undefined || seen.has(name)) return "";
    seen.add(name);
    return rule.after.map(textOf).join("") + rule.recipe;
  };
  return textOf(target === "" ? ([...rules.keys()].find((name) => !name.startsWith(".")) ?? "") : target);
}
