// A swarm that stands still with a task in each state that a person looks at: at work, asking, wanting, ready and waiting.
import { bashStep, prepareScripted, scriptedTask } from "./scripted-stage.ts";
import type { Stage } from "./stage.ts";

const question = {
  tool: "question",
  args: {
    questions: [
      {
        question: "Where should tax be rounded?",
        header: "Rounding",
        options: [
          { label: "Once for the whole invoice", description: "What most tax offices accept" },
          { label: "For each line", description: "Lines add up to what is printed" },
        ],
      },
    ],
  },
};

export const prepareLooks = (): Promise<Stage> =>
  prepareScripted("looks", (modelUrl) => ({
    title: "Every look at once",
    tasks: [
      scriptedTask("works", "Work without an end", [{ hang: "body" }], []),
      scriptedTask("asks", "Ask where to round", [question], []),
      scriptedTask(
        "wants",
        "Read a page",
        [{ tool: "webfetch", args: { url: `${modelUrl}/models`, format: "text" } }],
        [],
      ),
      scriptedTask(
        "ready",
        "Say hello",
        [bashStep("printf 'hello\\n' > hello.txt && git rm -q test/line.test.js")],
        [],
      ),
      { ...scriptedTask("waits", "Wait for the work", [], []), after: ["works"] },
    ],
  })).then((stage) => ({ ...stage, settings: { "swarmPanel.maxParallelWorkers": 4 } }));
