// The plan of the demo: six tasks, three of them side by side; one worker asks a question, one wants a permission.
import { sampleFiles, writtenFiles } from "./sample-files.ts";
import { scriptBlockWithLater } from "./scripted-script.ts";
import type { StepInput } from "./scripted-step.ts";

type TaskId = keyof typeof writtenFiles;

/** Pauses that let a person see something, in milliseconds. */
const thinking = 350;

const write = (path: string, content: string): StepInput => ({
  delayMs: thinking,
  tool: "write",
  args: { filePath: `{{cwd}}/${path}`, content },
  usage: { prompt_tokens: 2400, completion_tokens: Math.ceil(content.length / 3), cached_tokens: 1800 },
});

const read = (path: string): StepInput => ({ tool: "read", args: { filePath: `{{cwd}}/${path}` }, delayMs: thinking });

const bash = (command: string, description: string): StepInput => ({
  delayMs: thinking,
  tool: "bash",
  args: { command, description },
});

const progress = (id: TaskId, progress_percent: number, message: string): StepInput => ({
  delayMs: thinking,
  tool: "swarm_progress",
  args: { bead_id: id, progress_percent, message, files_touched: [] },
});

const complete = (id: TaskId, summary: string): StepInput => ({
  tool: "swarm_complete",
  args: { bead_id: id, summary, files_touched: Object.keys(writtenFiles[id]), status: "success" },
});

interface Job {
  id: TaskId;
  /** Steps before anything is written. */
  before?: StepInput[];
  summary: string;
  /** Commits by itself; else what it leaves is committed for it. */
  commits?: string;
}

function scriptOf({ id, before = [], summary, commits }: Job): string {
  const files = Object.entries(writtenFiles[id]);
  const test = files.find(([path]) => path.startsWith("test/"))?.[0];
  const steps: StepInput[] = [
    { ...read("src/line.js"), reasoning: "First I look at how the library is written." },
    ...before,
    progress(id, 30, `writing ${files[0]?.[0] ?? ""}`),
    ...files.map(([path, content]) => write(path, content)),
    ...(test === undefined
      ? []
      : [progress(id, 70, "running the tests"), bash(`node --test ${test}`, "Run the tests")]),
    ...(commits === undefined ? [] : [bash(`git add -A && git commit -q -m "${commits}"`, "Commit")]),
    complete(id, summary),
    { text: summary },
  ];
  const script = scriptBlockWithLater(steps, afterReview(id));
  return `The demo's scripted model plays this; a real model would work from the words above:\n${script}`;
}

/** What it does about every review: a script cannot read, so it adds a line to its first file and says so. */
function afterReview(id: TaskId): StepInput[] {
  const [path = "", content = ""] = Object.entries(writtenFiles[id])[0] ?? [];
  const said = "Looked at again after a review.";
  const line = path.endsWith(".md") ? `<!-- ${said} -->` : `// ${said}`;
  const summary = `The review was read by a script, which added a line to ${path}.`;
  return [write(path, `${content}\n${line}\n`), complete(id, summary), { text: summary }];
}

const testCheck = (name: string) => [{ name: "unit tests", run: `node --test test/${name}.test.js`, timeout_s: 60 }];

const described = (words: string, job: Job): string => `${words}\n\n${scriptOf(job)}`;

/** The plan as the text of a `*.swarm.json`. `rulesUrl` is a page on this machine that one worker wants to read. */
export function samplePlan(rulesUrl: string): string {
  const question: StepInput = {
    delayMs: thinking,
    tool: "question",
    args: {
      questions: [
        {
          question: "Should tax be rounded for each line, or once for the whole invoice?",
          header: "Rounding",
          options: [
            { label: "Once for the whole invoice", description: "What most tax offices accept" },
            { label: "For each line", description: "Lines add up to what is printed" },
          ],
        },
      ],
    },
  };
  const fetchRules: StepInput = {
    delayMs: thinking,
    tool: "webfetch",
    args: { url: rulesUrl, format: "text" },
  };
  const plan = {
    title: "Invoices with tax and discount",
    context: `tiny-invoice is a small library in plain JavaScript. Amounts are whole cents everywhere. Every module has a
test of its own next to the others in test/, run by \`node --test\`. Keep functions small and without side effects.
It starts with ${Object.keys(sampleFiles).length} files; src/line.js shows the style.`,
    tasks: [
      {
        id: "currency",
        title: "Format amounts in a currency",
        description: described(
          "Write `format(cents, code)` in src/currency.js: two digits after the point, a sign for credits.",
          {
            id: "currency",
            summary: "Amounts are formatted with two digits and a sign.",
            commits: "Format amounts in a currency",
          },
        ),
        files: ["src/currency.js", "test/currency.test.js"],
        readonly: ["src/line.js"],
        success: ["`format(1204, 'EUR')` is `12.04 EUR`", "Its tests are green"],
        checks: testCheck("currency"),
      },
      {
        id: "tax",
        title: "Compute the tax of an invoice",
        description: described("Write `tax(cents, percent)` in src/tax.js. If it is open where to round, ask.", {
          id: "tax",
          before: [question],
          summary: "Tax is rounded once for the whole invoice; half a cent goes up.",
        }),
        files: ["src/tax.js", "test/tax.test.js"],
        readonly: ["src/line.js"],
        success: ["Half a cent goes up", "Its tests are green"],
        checks: testCheck("tax"),
      },
      {
        id: "discount",
        title: "Discounts by percent and by amount",
        description: described(
          "Write `discounted(cents, discount)` in src/discount.js. An amount never becomes negative.",
          {
            id: "discount",
            before: [fetchRules],
            summary: "Discounts by percent and by amount; nothing falls below zero. The rules page was not needed.",
            commits: "Discounts by percent and by amount",
          },
        ),
        files: ["src/discount.js", "test/discount.test.js"],
        readonly: ["src/line.js"],
        success: ["A discount larger than the amount leaves zero", "Its tests are green"],
        checks: testCheck("discount"),
      },
      {
        id: "totals",
        title: "Net, tax and gross",
        description: described("Write `totals(lines, options)` in src/totals.js: first the discount, then the tax.", {
          id: "totals",
          summary: "Totals take the discount off before the tax.",
        }),
        files: ["src/totals.js", "test/totals.test.js"],
        readonly: ["src/line.js", "src/tax.js", "src/discount.js"],
        after: ["tax", "discount"],
        success: ["The discount comes before the tax", "Its tests are green"],
        checks: testCheck("totals"),
      },
      {
        id: "print",
        title: "Print an invoice",
        description: described(
          "Write `printInvoice(lines, options)` in src/print-invoice.js: one line each, then the totals.",
          {
            id: "print",
            summary: "An invoice is printed as text with aligned amounts.",
            commits: "Print an invoice",
          },
        ),
        files: ["src/print-invoice.js", "test/print-invoice.test.js"],
        readonly: ["src/**"],
        after: ["currency", "totals"],
        success: ["The last line says what has to be paid", "Its tests are green"],
        checks: testCheck("print-invoice"),
      },
      {
        id: "readme",
        title: "Say in the README how to use it",
        description: described("Show in README.md how an invoice is printed, and say how tax is rounded.", {
          id: "readme",
          summary: "The README has an example and the rule for rounding.",
        }),
        files: ["README.md"],
        readonly: ["src/**"],
        after: ["print"],
        success: ["The example runs as it is written"],
        checks: [
          {
            name: "the README names printInvoice",
            run: "node -e \"if (!require('fs').readFileSync('README.md', 'utf8').includes('printInvoice')) process.exit(1)\"",
            timeout_s: 60,
          },
        ],
      },
    ],
    checks: [{ name: "all tests", run: "node --test", timeout_s: 120 }],
  };
  return `${JSON.stringify(plan, null, 2)}\n`;
}
