// A worker that changes three of five lines on which a person comments, puts a line above four of them, and leaves another file.
import { bashStep, prepareScripted, scriptedTask } from "./scripted-stage.ts";
import type { Stage } from "./stage.ts";

export const poem = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

const afterReview = "sed -i -e '2a two and a half' -e 's/^\\(one\\|five\\|nine\\)$/& and more/' poem.md";

export const prepareFiveComments = (): Promise<Stage> =>
  prepareScripted("five-comments", () => ({
    title: "Write a poem",
    tasks: [
      scriptedTask(
        "poem",
        "Write the poem",
        [bashStep(`printf '${poem.join("\\n")}\\n' > poem.md && printf 'still\\n' > other.md`)],
        [bashStep(afterReview)],
      ),
    ],
  }));
