// A repository and a plan whose worker changes one file in two places, makes another one, and does more after a review.
import { bashStep, prepareScripted, scriptedTask } from "./scripted-stage.ts";
import type { Stage } from "./stage.ts";

const changes = [
  "mkdir -p docs/deep && printf 'one\\n' > docs/deep/one.md && printf 'two\\n' > docs/two.md",
  "sed -i -e '1s/.*/# better title/' -e '$ s/$/ better end/' README.md",
].join(" && ");

const plan = {
  title: "In parts",
  tasks: [
    scriptedTask("parts", "Change in parts", [bashStep(changes)], [bashStep("printf 'three\\n' > docs/three.md")]),
    scriptedTask("other", "Change beside it", [bashStep("sed -i '1s/.*/# other title/' README.md")], []),
    { ...scriptedTask("last", "Change behind it", [bashStep("printf 'last\\n' > last.md")], []), after: ["other"] },
  ],
};

export const prepareParts = (): Promise<Stage> => prepareScripted("parts", () => plan);
