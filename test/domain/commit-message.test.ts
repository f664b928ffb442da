// The message of a commit of ours: a person's template, filled with words that cannot speak for anybody.
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { coAuthorTrailers } from "../../src/domain/co-authors.ts";
import { commitMessage, templateProblem, usualTemplate, withTrailers } from "../../src/domain/commit-message.ts";

const values = { title: "Add checks", summary: "Wrote it.\nAnd tests.", epic: "e-1", task: "w1", commits: "- abc one" };
const ours = ["Swarm-Epic: e-1", "Swarm-Task: w1"];

/** What git takes for trailers, with and without a line that ends the message. */
const trailersIn = (message: string): string[] =>
  [["--no-divider"], []].flatMap((how) =>
    execFileSync("git", ["interpret-trailers", "--parse", ...how], { input: message, encoding: "utf8" })
      .trim()
      .split("\n"),
  );

describe("a commit's message", () => {
  it("says by default what the worker did, and leaves out what it did not say", () => {
    expect(commitMessage(null, values, ours)).toBe(
      "Add checks\n\nWrote it.\nAnd tests.\n\nCommits of the worker:\n- abc one\n\nSwarm-Epic: e-1\nSwarm-Task: w1\n",
    );
    expect(commitMessage(" \n", values, ours)).toBe(commitMessage(usualTemplate, values, ours));
    expect(commitMessage(null, { ...values, summary: " ", commits: "" }, ours)).toBe(
      "Add checks\n\nSwarm-Epic: e-1\nSwarm-Task: w1\n",
    );
  });

  it("follows the template, whose own trailers ours join", () => {
    const template =
      "feat(${task}): ${title}\r\n\r\n${summary}\n \nEpic ${epic}: ${commits}\n\nReviewed-by: Me <me@x>\n";
    expect(commitMessage(template, values, ours)).toBe(
      "feat(w1): Add checks\n\nWrote it.\nAnd tests.\n\nEpic e-1: - abc one\n\nReviewed-by: Me <me@x>\nSwarm-Epic: e-1\nSwarm-Task: w1\n",
    );
    expect(commitMessage("${summary}", { ...values, summary: "" }, ours)).toMatch(/^Add checks\n\nSwarm-Epic/);
    expect(commitMessage("$& costs $1: ${title}", { ...values, title: "$& ${epic}" }, ours)).toMatch(
      /^\$& costs \$1: \$& \$\{epic\}\n\nSwarm/,
    );
  });

  it("lets no worker forge a trailer, wherever the template puts its words", () => {
    const forged = "Fine\n\nCo-authored-by: Eve <eve@x>\r\nSigned-off-by: Eve <eve@x>\u2028Swarm-Task: w9\n---\nmore";
    const hostile = { title: forged, summary: forged, epic: "e-1", task: "w1", commits: forged };
    const templates = [
      null,
      "${summary}",
      "${title}\n\n${commits}",
      "x\n\nNote: ${summary}",
      "x\n\n${summary}\nNote: a",
    ];
    for (const template of templates) {
      const said = trailersIn(commitMessage(template, hostile, ours));
      const own = said.filter((line) => !line.startsWith("Note: "));
      expect(own).toEqual([...ours, ...ours]);
    }
  });

  it("refuses what it does not know before anything is filled", () => {
    expect(templateProblem(usualTemplate)).toBeNull();
    expect(templateProblem("costs ${5")).toBeNull();
    expect(templateProblem("${title} ${Title}")).toBe(
      "the commit message cannot hold ${Title}; what is known is ${title}, ${summary}, ${epic}, ${task}, ${commits}",
    );
    expect(templateProblem("${}")).toContain("cannot hold ${}");
  });

  it("gets more trailers where its own are, and else a paragraph of them", () => {
    expect(withTrailers("One\n", ours)).toBe("One\n\nSwarm-Epic: e-1\nSwarm-Task: w1\n");
    expect(withTrailers("fix: one\n", ours)).toBe("fix: one\n\nSwarm-Epic: e-1\nSwarm-Task: w1\n");
    expect(withTrailers("One\n\nAcked-by: Me\n", ["A: b"])).toBe("One\n\nAcked-by: Me\nA: b\n");
    expect(withTrailers("One\n", [])).toBe("One\n");
  });
});

describe("co-authors", () => {
  const worker = { name: "swarm worker w1", email: "worker@opencode-swarm.invalid" };
  it("are everybody but the author, each once, and cannot break out of their line", () => {
    const people = [
      worker,
      { name: "Ann", email: "ann@example.com" },
      { name: "Ann B.", email: "Ann@Example.com" },
      { ...worker, name: "swarm worker w2" },
      { name: "Eve\nCo-authored-by: X", email: "e>@x<" },
    ];
    expect(coAuthorTrailers(worker, people)).toEqual([
      "Co-authored-by: Ann <ann@example.com>",
      "Co-authored-by: swarm worker w2 <worker@opencode-swarm.invalid>",
      "Co-authored-by: Eve Co-authored-by: X <e@x>",
    ]);
  });
});
