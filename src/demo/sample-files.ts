// A tiny library for invoices: what the demo's workers find in the repository.

/** Path to text. */
export const sampleFiles: Readonly<Record<string, string>> = {
  "package.json": `${JSON.stringify(
    { name: "tiny-invoice", version: "0.1.0", type: "module", private: true, scripts: { test: "node --test" } },
    null,
    2,
  )}\n`,
  "README.md": "# tiny-invoice\n\nAmounts are whole cents, so that nothing is ever rounded by accident.\n",
  ".gitignore": "node_modules/\n",
  "src/line.js": `// One line of an invoice.

/** @returns {{ text: string, quantity: number, cents: number }} */
export function line(text, quantity, cents) {
  if (!Number.isInteger(cents)) throw new TypeError("cents must be a whole number");
  return { text, quantity, cents };
}

/** Cents of a line before tax. */
export const amount = ({ quantity, cents }) => quantity * cents;
`,
  "test/line.test.js": `import assert from "node:assert/strict";
import { test } from "node:test";
import { amount, line } from "../src/line.js";

test("a line costs its quantity times its price", () => {
  assert.equal(amount(line("Screws", 12, 25)), 300);
});

test("half a cent is refused", () => {
  assert.throws(() => line("Screws", 1, 0.5), TypeError);
});
`,
};

/** What the demo's workers write, by task. The demo's model is scripted; the code is real, and its tests are run. */
export const writtenFiles = {
  currency: {
    "src/currency.js": `// Cents as people read them.

/** \`1234, "EUR"\` becomes \`12.34 EUR\`. */
export function format(cents, code) {
  const sign = cents < 0 ? "-" : "";
  const whole = Math.floor(Math.abs(cents) / 100);
  const rest = String(Math.abs(cents) % 100).padStart(2, "0");
  return \`\${sign}\${whole}.\${rest} \${code}\`;
}
`,
    "test/currency.test.js": `import assert from "node:assert/strict";
import { test } from "node:test";
import { format } from "../src/currency.js";

test("cents have two digits", () => assert.equal(format(1204, "EUR"), "12.04 EUR"));
test("a credit has a sign", () => assert.equal(format(-50, "EUR"), "-0.50 EUR"));
`,
  },
  tax: {
    "src/tax.js": `// Tax on an amount, rounded once for the whole invoice.

/** Cents of tax; half a cent goes up. */
export const tax = (cents, percent) => Math.round((cents * percent) / 100);
`,
    "test/tax.test.js": `import assert from "node:assert/strict";
import { test } from "node:test";
import { tax } from "../src/tax.js";

test("19 % of 10.00", () => assert.equal(tax(1000, 19), 190));
test("half a cent goes up", () => assert.equal(tax(50, 7), 4));
`,
  },
  discount: {
    "src/discount.js": `// Discounts never make an amount negative.

/** \`{ percent: 10 }\` or \`{ cents: 500 }\` off an amount in cents. */
export function discounted(cents, discount) {
  const off = "percent" in discount ? Math.floor((cents * discount.percent) / 100) : discount.cents;
  return Math.max(0, cents - off);
}
`,
    "test/discount.test.js": `import assert from "node:assert/strict";
import { test } from "node:test";
import { discounted } from "../src/discount.js";

test("ten percent off", () => assert.equal(discounted(999, { percent: 10 }), 900));
test("more off than there is leaves nothing", () => assert.equal(discounted(300, { cents: 500 }), 0));
`,
  },
  totals: {
    "src/totals.js": `// Net, tax and gross of an invoice.
import { discounted } from "./discount.js";
import { amount } from "./line.js";
import { tax } from "./tax.js";

/** All in cents. */
export function totals(lines, { percent, discount = { cents: 0 } }) {
  const net = discounted(lines.reduce((sum, one) => sum + amount(one), 0), discount);
  const added = tax(net, percent);
  return { net, tax: added, gross: net + added };
}
`,
    "test/totals.test.js": `import assert from "node:assert/strict";
import { test } from "node:test";
import { line } from "../src/line.js";
import { totals } from "../src/totals.js";

test("discount comes before tax", () => {
  const lines = [line("Screws", 10, 100), line("Nails", 1, 1000)];
  assert.deepEqual(totals(lines, { percent: 19, discount: { percent: 50 } }), { net: 1000, tax: 190, gross: 1190 });
});
`,
  },
  print: {
    "src/print-invoice.js": `// An invoice as text.
import { format } from "./currency.js";
import { amount } from "./line.js";
import { totals } from "./totals.js";

/** One line each, then net, tax and gross. */
export function printInvoice(lines, options) {
  const { net, tax, gross } = totals(lines, options);
  const show = (text, cents) => \`\${text.padEnd(24)}\${format(cents, options.code).padStart(16)}\`;
  return [
    ...lines.map((one) => show(\`\${one.quantity} x \${one.text}\`, amount(one))),
    show("Net", net),
    show("Tax", tax),
    show("Gross", gross),
  ].join("\\n");
}
`,
    "test/print-invoice.test.js": `import assert from "node:assert/strict";
import { test } from "node:test";
import { line } from "../src/line.js";
import { printInvoice } from "../src/print-invoice.js";

test("the last line is what has to be paid", () => {
  const text = printInvoice([line("Screws", 10, 100)], { percent: 19, code: "EUR" });
  assert.match(text.split("\\n").at(-1), /^Gross +11\\.90 EUR$/);
});
`,
  },
  readme: {
    "README.md": `# tiny-invoice

Amounts are whole cents, so that nothing is ever rounded by accident.

\`\`\`js
import { line } from "./src/line.js";
import { printInvoice } from "./src/print-invoice.js";

console.log(printInvoice([line("Screws", 10, 100)], { percent: 19, code: "EUR" }));
\`\`\`

Tax is computed once for the whole invoice, after the discount; half a cent goes up.
`,
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>;
