// A repository and a plan whose worker changes files in every way there is, and changes them again after a review.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bakeHome } from "../../../src/demo/baked-home.ts";
import { makeSampleRepository } from "../../../src/demo/sample-repository.ts";
import { startScriptedModel } from "../../../src/demo/scripted-model.ts";
import { scriptBlockWithLater } from "../../../src/demo/scripted-script.ts";
import type { StepInput } from "../../../src/demo/scripted-step.ts";
import { opencodeBinary } from "../../support/opencode-person.ts";
import type { Stage } from "./stage.ts";

const bash = (command: string): StepInput => ({ tool: "bash", args: { command, description: "Work" } });

const finishes = (id: string): StepInput[] => [
  { tool: "swarm_complete", args: { bead_id: id, summary: "done", files_touched: [], status: null } },
  { text: "done" },
];

const everyKindOfChange = [
  "mkdir docs && printf '# Docs\\n\\none\\ntwo\\nthree\\n' > docs/new.md",
  "printf '# tiny-invoice\\n\\nchanged\\n' > README.md",
  "git mv src/line.js src/row.js && printf '// edited\\n' >> src/row.js",
  "git rm -q test/line.test.js",
  "printf '\\211PNG\\000\\001\\002' > logo.png",
  "head -c 12000000 /dev/zero | tr '\\0' 'x' | fold -w 100 > big.txt",
].join(" && ");

const task = (id: string, title: string, steps: StepInput[], later: StepInput[]) => ({
  id,
  title,
  description: `Work.\n${scriptBlockWithLater([...steps, ...finishes(id)], [...later, ...finishes(id)])}`,
});

const plan = {
  title: "Review me",
  context: "",
  tasks: [
    task("docs", "Write docs", [bash(everyKindOfChange)], [bash("sed -i '1i first' docs/new.md")]),
    task("hello", "Say hello", [bash("printf 'hello\\n' > hello.txt")], []),
  ],
};

export async function prepareReview(): Promise<Stage> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "swarm-review-")));
  const model = await startScriptedModel();
  const home = join(folder, "home");
  const env = bakeHome(home, model.baseURL, process.env);
  const files = { "review.swarm.json": JSON.stringify(plan, null, 2) };
  const repository = makeSampleRepository(join(folder, "tiny-invoice"), env, files);
  return {
    folder: repository.path,
    env: {
      ...env,
      XDG_CACHE_HOME: join(home, ".cache"),
      XDG_CONFIG_HOME: join(home, ".config"),
      XDG_DATA_HOME: join(home, ".local/share"),
      XDG_STATE_HOME: join(home, ".local/state"),
      OPENCODE_BIN: opencodeBinary(),
    },
    settings: {},
    remove: async () => {
      await model.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}
