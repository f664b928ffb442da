// What a worker is doing right now, in a few plain words. Shown, never stored.
import { relative } from "node:path";
import { plainLine } from "./plain-text.ts";

const length = 200;

const verbs: Record<string, { verb: string; argument: string }> = {
  write: { verb: "writes", argument: "filePath" },
  edit: { verb: "edits", argument: "filePath" },
  multiedit: { verb: "edits", argument: "filePath" },
  read: { verb: "reads", argument: "filePath" },
  bash: { verb: "runs", argument: "command" },
  grep: { verb: "searches", argument: "pattern" },
  glob: { verb: "looks for", argument: "pattern" },
  list: { verb: "lists", argument: "path" },
  webfetch: { verb: "fetches", argument: "url" },
};

const plain: Record<string, string> = {
  apply_patch: "applies a patch",
  patch: "applies a patch",
  todowrite: "plans its steps",
  todoread: "reads its steps",
  question: "asks a question",
  task: "starts a sub-agent",
  swarm_complete: "reports that it is done",
  swarm_reply: "answers the review",
};

/** Says something itself: its message is what the worker does, not that it reports. */
const silent = "swarm_progress";

/** One line of at most 200 characters without control characters, or null. `input` is what the model gave the tool. */
export function toolActivity(tool: string, input: unknown, directory: string): string | null {
  if (tool === silent) return null;
  const known = verbs[tool];
  if (known === undefined) return plainLine(plain[tool] ?? `uses ${tool}`, length);
  const value =
    typeof input === "object" && input !== null ? (input as Record<string, unknown>)[known.argument] : undefined;
  if (typeof value !== "string") return known.verb;
  const shown = known.argument === "filePath" ? shortPath(value, directory) : value;
  return plainLine(`${known.verb} ${shown}`, length);
}

function shortPath(path: string, directory: string): string {
  const inside = relative(directory, path);
  return path.startsWith("/") && !inside.startsWith("..") && inside !== "" ? inside : path;
}
