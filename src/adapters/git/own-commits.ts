// The commits that one commit has and another has not, whole: what is needed to write each of them again.
import type { Author } from "../../application/ports/repository.ts";
import { type Git, splitNul } from "./git.ts";

export interface OwnCommit {
  id: string;
  tree: string;
  parents: string[];
  /** `at`: when, in git's raw form; absent where the commit does not say it well. */
  author: Author & { at?: string };
  message: string;
}

/** A commit can be made with a name or a date that git refuses to write a second time. */
function writable(name: string, email: string, date: string): Author & { at?: string } {
  const known = /[^\s.,:;<>"\\']/.test(name);
  return {
    name: known ? name : "unknown",
    email,
    ...(/^\d{1,11} [+-]\d{4}$/.test(date) ? { at: `@${date}` } : {}),
  };
}

const fields = ["%H", "%T", "%P", "%an", "%ae", "%ad", "%B"];

/** Those of `onto..commit`, each behind its parents. */
export async function ownCommits(git: Git, onto: string, commit: string): Promise<OwnCommit[]> {
  const how = ["log", "-z", "--reverse", "--topo-order", "--no-color", "--no-notes", "--date=raw"];
  const said = splitNul(
    await git.output([...how, `--format=tformat:${fields.join("%x00")}`, `${onto}..${commit}`, "--"]),
  );
  const commits: OwnCommit[] = [];
  for (let at = 0; at + fields.length <= said.length; at += fields.length) {
    const [id = "", tree = "", parents = "", name = "", email = "", date = "", message = ""] = said.slice(at);
    const stands = parents.split(" ").filter((parent) => parent !== "");
    commits.push({ id, tree, parents: stands, author: writable(name, email, date), message });
  }
  return commits;
}

const trailer = /^[A-Za-z0-9-]+:\s/;

/** The message with more trailers: in the last paragraph if that is one of trailers, else in a paragraph of their own. */
export function withTrailers(message: string, trailers: readonly string[]): string {
  const words = message.trimEnd();
  const paragraphs = words.split(/\n\s*\n/);
  const last = paragraphs.length > 1 ? (paragraphs.at(-1) ?? "") : "";
  const ends = last !== "" && last.split("\n").every((line) => trailer.test(line) || /^\s/.test(line));
  return `${words}${words === "" ? "" : ends ? "\n" : "\n\n"}${trailers.join("\n")}\n`;
}
