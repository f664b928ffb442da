// A swarm in which everything goes on at once: workers that ask, want, work without an end, make much noise and are lost.
import type { StepInput } from "../../../src/demo/scripted-step.ts";
import { bashStep, prepareScripted, scriptedTask } from "./scripted-stage.ts";
import type { Stage } from "./stage.ts";

const question: StepInput = {
  tool: "question",
  args: {
    questions: [
      {
        question: "Which colour?",
        header: "Colour",
        options: [
          { label: "Red", description: "Warm" },
          { label: "Blue", description: "Cold" },
        ],
      },
    ],
  },
};

/** Just below what is shown in full, every line of it new. */
const hugeText = "seq 1 2000000 | head -c 10000000 > huge.txt";

/** A worker that is taken up again plays the next step. */
const hangs: StepInput[] = [{ hang: "body" }, { hang: "body" }, { hang: "body" }];

const noise = Array.from({ length: 20 }, (_, at): StepInput => bashStep(`seq 1 40; echo part ${at}`));
const talk: StepInput = { text: "many words ".repeat(600), chunks: 600, chunkMs: 2, more: true };

export const prepareLife = async (): Promise<Stage> => {
  const stage = await prepareScripted("life", (modelUrl) => {
    const page: StepInput = { tool: "webfetch", args: { url: `${modelUrl}/models`, format: "text" } };
    return {
      title: "A life",
      tasks: [
        scriptedTask("huge", "Write much", [bashStep(hugeText)], []),
        scriptedTask(
          "storm",
          "Make noise",
          noise.flatMap((step) => [talk, step]),
          [],
        ),
        scriptedTask("lost", "Lose the folder", [bashStep("touch here; while [ -e here ]; do sleep 0.2; done")], []),
        scriptedTask("once", "Read once", [page], []),
        scriptedTask("always", "Read always", [page, page], []),
        scriptedTask("deny", "Read nothing", [page], []),
        scriptedTask("asks", "Ask a colour", [question], []),
        scriptedTask("works", "Work without an end", [bashStep("touch started"), ...hangs], []),
        scriptedTask("idles", "Idle without an end", [bashStep("touch idle"), ...hangs], []),
        { ...scriptedTask("waits", "Wait for the work", [bashStep("touch waited")], []), after: ["works"] },
      ],
    };
  });
  return {
    ...stage,
    settings: {
      "swarmPanel.maxParallelWorkers": 9,
      "swarmPanel.worker.stallMinutes": 20,
      "swarmPanel.showCost": "both",
    },
  };
};
