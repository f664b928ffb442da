// Who made commits, and who the person is to git.
import type { Author } from "../../application/ports/repository.ts";
import type { Git } from "./git.ts";

const ident = /^(.*?)\s*<([^<>]*)>/;

function authorIn(text: string): Author[] {
  const [, name = "", email = ""] = ident.exec(text) ?? [];
  return name === "" && email === "" ? [] : [{ name, email }];
}

export async function person(git: Git): Promise<Author> {
  const said = await git.line(["var", "GIT_AUTHOR_IDENT"]);
  return authorIn(said)[0] ?? { name: said, email: "" };
}

/** Each as often as it stands there. */
export async function authorsBetween(git: Git, base: string, commit: string): Promise<Author[]> {
  const format = "%an <%ae>%n%(trailers:key=Co-authored-by,valueonly,unfold)";
  const how = ["log", "--reverse", "--topo-order", "--no-color", "--no-notes", `--format=${format}`];
  const said = await git.output([...how, `${base}..${commit}`, "--"]);
  return said.split("\n").flatMap(authorIn);
}
