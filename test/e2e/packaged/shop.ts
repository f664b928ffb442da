// A person's shop with a plan: two workers that come to an end, two that never do, and a check that can be made to wait.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startScriptedModel } from "../../../src/demo/scripted-model.ts";
import { scriptBlock, scriptBlockWithLater } from "../../../src/demo/scripted-script.ts";
import type { StepInput } from "../../../src/demo/scripted-step.ts";
import { createPerson, type Person } from "../../support/opencode-person.ts";
import { planOf, writes } from "../../support/swarm-fixture.ts";
import { filesBelow } from "../../support/vscode/files-below.ts";

/** What `prices.txt` holds as time goes by. */
export const prices = {
  before: "apple 1\npear 2\nplum 3\n",
  first: "apple 1\npear 20\nplum 3\n",
  reviewed: "apple 1\npear 21\nplum 3\n",
  ofPerson: "apple 1\npear 2.50\nplum 3\n",
} as const;

/** Stands in the command line of the worker that never ends. */
export const endlessMark = "swarm-endless-mark";

const bash = (command: string): StepInput => ({ tool: "bash", args: { command, description: "Work" } });
const complete = (id: string): StepInput[] => [
  { tool: "swarm_complete", args: { bead_id: id, summary: "done", files_touched: [], status: null } },
  { text: "done" },
];
const price = (text: string): StepInput => bash(`printf '${text.replaceAll("\n", "\\n")}' > prices.txt`);
const task = (id: string, title: string, script: string) => ({ id, title, description: `Work.\n${script}` });

const tasks = [
  task(
    "prices",
    "Raise the price of pears",
    scriptBlockWithLater([price(prices.first), ...complete("prices")], [price(prices.reviewed), ...complete("prices")]),
  ),
  task("hours", "Write down the opening hours", scriptBlock(writes("hours", "hours.txt", "8 to 18\n"))),
  task(
    "stock",
    "Count the stock without an end",
    scriptBlock([bash(`echo begun > stock.txt; while :; do sleep 0.2; : ${endlessMark}; done`)]),
  ),
  task("names", "Think about names without an end", scriptBlock([bash("echo begun > names.txt"), { hang: "body" }])),
];

export interface Shop {
  readonly person: Person;
  /** As git shows it; `null`: no such file. */
  fileOn(commit: string, path: string): string | null;
  /** Where the branch stands, what differs from it, and every byte of the checkout. */
  checkout(): Promise<unknown>;
  /** What a worker has written so far, or null. */
  inWorktree(epicId: string, task: string, path: string): string | null;
  /** From now on the plan's check does not end before `letCheckEnd`. */
  letCheckWait(): void;
  letCheckEnd(): void;
  checkIsWaiting(): boolean;
  close(): Promise<void>;
}

export async function openShop(): Promise<Shop> {
  const model = await startScriptedModel();
  const person = createPerson(model.baseURL, {});
  const [wait, waiting] = [join(person.root, "wait"), join(person.root, "waiting")];
  const check = { name: "open", run: `while [ -e '${wait}' ]; do touch '${waiting}'; sleep 0.1; done` };
  person.write("prices.txt", prices.before);
  person.write("shop.swarm.json", JSON.stringify(planOf(tasks, { title: "A small shop", checks: [check] }), null, 2));
  person.git("add", ".");
  person.git("commit", "--quiet", "-m", "Open the shop");
  return {
    person,
    fileOn(commit, path) {
      const listed = person.git("ls-tree", "--name-only", commit, "--", path).trim();
      return listed === "" ? null : person.git("show", `${commit}:${path}`);
    },
    async checkout() {
      const paths = (await filesBelow(person.repository)).filter((path) => !path.startsWith(".git/"));
      const files = paths.map((path) => [path, readFileSync(join(person.repository, path), "base64")]);
      return { main: person.git("rev-parse", "main"), status: person.git("status", "--porcelain"), files };
    },
    inWorktree(epicId, id, path) {
      const file = join(`${person.repository}.swarm`, epicId, id, path);
      return existsSync(file) ? readFileSync(file, "utf8") : null;
    },
    letCheckWait: () => writeFileSync(wait, ""),
    letCheckEnd: () => rmSync(wait),
    checkIsWaiting: () => existsSync(waiting),
    async close() {
      await model.close();
      person.remove();
    },
  };
}
