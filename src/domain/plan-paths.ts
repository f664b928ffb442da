// What a path in a plan may look like: repository-relative, with slashes, a glob that picomatch understands.
import picomatch from "picomatch";

export interface PathProblem {
  code: "path-outside" | "bad-glob";
  message: string;
  remedy: string;
}

const inside = "Write it relative to the root of the repository, with / between folders.";

/** Beyond these a glob takes picomatch's regular expressions longer than anybody waits. */
const starLimit = { inOnePart: 5, deep: 8 };

function isTooWild(parts: readonly string[]): boolean {
  const stars = (part: string) => part.split("*").length - 1;
  return (
    parts.some((part) => part !== "**" && stars(part) > starLimit.inOnePart) ||
    parts.filter((part) => part.includes("**")).length > starLimit.deep
  );
}

function outside(path: string): string | null {
  if (path.includes("\\")) return "uses backslashes";
  if (/^[A-Za-z]:/.test(path)) return "names a drive";
  if (path.startsWith("/")) return "starts at the root of the file system";
  if (path.startsWith("~")) return "starts in a home folder";
  const parts = path.split(/[/{},()|]/);
  if (parts.includes("..")) return "leaves its folder with ..";
  if (/^(\.\/)*\.git(\/|$)/i.test(path) || parts.some((part) => part.toLowerCase() === ".git"))
    return "reaches into .git";
  return null;
}

function glob(path: string): string | null {
  try {
    picomatch.makeRe(path, { dot: true, windows: false, strictBrackets: true, debug: true });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Null when the path may stand in `files` or `readonly`. */
export function pathProblem(path: string): PathProblem | null {
  const quoted = JSON.stringify(path);
  const leaves = outside(path);
  if (leaves !== null) return { code: "path-outside", message: `${quoted} ${leaves}`, remedy: inside };
  const bad = (message: string, remedy: string): PathProblem => ({ code: "bad-glob", message, remedy });
  if (/[\u0000-\u001f\u007f]/.test(path)) return bad(`${quoted} holds a control character`, "Remove it.");
  if (path !== path.trim())
    return bad(`${quoted} starts or ends with a space`, `Write ${JSON.stringify(path.trim())}.`);
  if (/^!(?!\()/.test(path))
    return bad(`${quoted} says what it leaves, not what it takes`, "List the paths that the task may change.");
  if (path.endsWith("/")) return bad(`${quoted} names a folder`, `Write ${JSON.stringify(`${path}**`)}.`);
  const parts = path.replace(/^(\.\/)+/, "").split("/");
  if (parts.some((part) => part === "" || part === "."))
    return bad(
      `${quoted} has an empty part`,
      `Write ${JSON.stringify(parts.filter((p) => p !== "" && p !== ".").join("/"))}.`,
    );
  if (isTooWild(parts)) return bad(`${quoted} has too many stars`, "Write it with fewer, or as several paths.");
  const reason = glob(path);
  return reason === null ? null : bad(`${quoted} is no glob: ${reason}`, "Close every bracket, or write the path out.");
}
