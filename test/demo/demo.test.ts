// The whole product as a newcomer meets it: the built demo, in a process of its own, with no key and no network.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { samplePlan } from "../../src/demo/sample-plan.ts";
import { parsePlan } from "../../src/domain/plan-parse.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("the demo's plan is a valid plan of at least five tasks, some side by side and some after others", () => {
  const parsed = parsePlan(samplePlan("http://127.0.0.1:1/rules"));
  expect(parsed).toMatchObject({ ok: true });
  const tasks = parsed.ok ? parsed.plan.tasks : [];
  expect(tasks.length).toBeGreaterThanOrEqual(5);
  expect(tasks.filter((task) => task.after.length === 0).length).toBeGreaterThan(1);
  expect(tasks.filter((task) => task.after.length > 1).length).toBeGreaterThan(0);
  expect(tasks.every((task) => task.checks.length > 0)).toBe(true);
});

test("npm run demo -- --headless lands its plan and leaves nothing behind", { timeout: 300_000 }, async () => {
  const temporary = mkdtempSync(join(tmpdir(), "swarm-demo-test-"));
  try {
    const env = { ...process.env, TMPDIR: temporary };
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const { stdout } = await promisify(execFile)(npm, ["run", "--silent", "demo", "--", "--headless"], {
      cwd: root,
      env,
    });
    expect(stdout).toMatch(/tax asks: Should tax be rounded/);
    expect(stdout).toMatch(/discount needs permission for webfetch/);
    for (const task of ["currency", "tax", "discount", "totals", "print", "readme"]) {
      expect(stdout).toMatch(new RegExp(`^${task} +landed +[0-9a-f]{10} +[12] +passed `, "m"));
    }
    expect(stdout).toMatch(/^Landed 6 tasks on main as [0-9a-f]{10}\.$/m);
    expect(stdout).toMatch(
      /^\* [0-9a-f]{7,} Say in the README how to use it\n(\* .*\n){5}\* [0-9a-f]{7,} A line of an invoice$/m,
    );
    expect(stdout).toMatch(/11 files changed.*its tests are green/);
    expect(stdout).toMatch(/To take it back: opencode-swarm undo --dir /);
    expect(readdirSync(temporary).filter((name) => name.startsWith("swarm-demo-"))).toEqual([]);
  } finally {
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
});
