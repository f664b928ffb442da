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
