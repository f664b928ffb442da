// A repository and a plan whose worker changes files in every way there is, and changes them again after a review.
import { bashStep, prepareScripted, scriptedTask } from "./scripted-stage.ts";
import type { Stage } from "./stage.ts";

const everyKindOfChange = [
  "mkdir docs && printf '# Docs\\n\\none\\ntwo\\nthree\\n' > docs/new.md",
  "printf '# tiny-invoice\\n\\nchanged\\n' > README.md",
  "git mv src/line.js src/row.js && printf '// edited\\n' >> src/row.js",
  "git rm -q test/line.test.js",
  "printf '\\211PNG\\000\\001\\002' > logo.png",
  "head -c 12000000 /dev/zero | tr '\\0' 'x' | fold -w 100 > big.txt",
].join(" && ");

/** Comments meet every fate: lines move, become others and go, and so does a whole file. */
const afterReview = [
  "sed -i -e '1i first' -e '/three/d' docs/new.md",
  "sed -i 's/changed/changed again/' README.md",
  "git rm -q big.txt",
].join(" && ");

/** To the comments on new.md, line 3, and README.md, line 3. A worker's words are text, whatever they look like. */
const answers = {
  tool: "swarm_reply",
  args: {
    bead_id: "docs",
    answers: [
      { comment: 2, answer: "It **is** said in full [now](command:workbench.action.quit)." },
      { comment: 5, answer: "Changed again." },
    ],
  },
};

const plan = {
  title: "Review me",
  tasks: [
    scriptedTask("docs", "Write docs", [bashStep(everyKindOfChange)], [bashStep(afterReview), answers]),
    scriptedTask("hello", "Say hello", [bashStep("printf 'hello\\n' > hello.txt")], []),
  ],
};

export const prepareReview = (): Promise<Stage> => prepareScripted("review", () => plan);
