// The fault table: the disk that holds the events is full in the middle of a run. Linux with user namespaces.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, it, onTestFinished } from "vitest";
import type { RecordedEvent } from "../../src/domain/events.ts";
import type { EpicResult } from "../../src/domain/result.ts";
import type { Line } from "../support/built-program.ts";
import { opencodeBinary } from "../support/opencode-person.ts";
import { planOf, scripted, swarmFixture, writes } from "../support/swarm-fixture.ts";

const program = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

const canMount =
  process.platform === "linux" &&
  (await execa("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", tmpdir()], { reject: false })).exitCode === 0;
if (!canMount) process.stderr.write("NOT RUN: a full disk (needs Linux and the right to mount in a user namespace)\n");

/** All in one mount namespace: the run that fills the disk, then with space again the resume, and the log. */
const script = `
  mount -t tmpfs -o size=12m tmpfs "$STORE"
  "$0" "$PROGRAM" run ../disk.json --json --approve all --land >"$OUT/run.out" 2>"$OUT/run.err"; echo $? >"$OUT/run.code"
  rm "$STORE/fill"
  "$0" "$PROGRAM" run --resume - --json >"$OUT/resume.out" 2>"$OUT/resume.err"; echo $? >"$OUT/resume.code"
  "$0" "$PROGRAM" log --json >"$OUT/log.out" 2>"$OUT/log.err"; echo $? >"$OUT/log.code"
`;

it.skipIf(!canMount)(
  "a disk that is full while appending is 1 disk-full; with space again a resume ends the work, and nothing stored is lost",
  async () => {
    const { person, close } = await swarmFixture();
    onTestFinished(close);
    const store = join(person.repository, ".git", "opencode-swarm", "store");
    mkdirSync(store, { recursive: true });
    const fill = {
      tool: "bash",
      args: { command: `dd if=/dev/zero of='${store}/fill' bs=4096; true`, description: "fills" },
    };
    // More than the journal has room for beforehand.
    const files = Array.from({ length: 100 }, (_none, at) => `${String(at).padStart(990, "x")}.ts`);
    const progress = Array.from({ length: 15 }, (_none, at) => ({
      tool: "swarm_progress",
      args: { bead_id: "a", progress_percent: at, message: null, files_touched: files },
    }));
    const steps = [fill, ...progress, ...writes("a", "a.txt", "a\n")];
    const after = scripted("b", writes("b", "b.txt", "b\n"), { after: ["a"] });
    writeFileSync(join(person.root, "disk.json"), JSON.stringify(planOf([scripted("a", steps), after])));
    await execa("unshare", ["-rm", "sh", "-c", script, process.execPath], {
      cwd: person.repository,
      env: { ...person.env, OPENCODE_BIN: opencodeBinary(), STORE: store, OUT: person.home, PROGRAM: program },
      extendEnv: false,
    });

    const said = (name: string): { code: string; stderr: string; events: RecordedEvent[]; result: EpicResult } => {
      const read = (kind: string): string => readFileSync(join(person.home, `${name}.${kind}`), "utf8");
      const lines = read("out")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Line);
      const events = lines.filter((line): line is RecordedEvent => line.type !== "result");
      return { code: read("code").trim(), stderr: read("err"), events, result: lines.at(-1) as EpicResult };
    };
    const full = said("run");
    expect(full.stderr).toMatch(
      /^opencode-swarm: The disk is full: nothing more can be stored in \/.*\/\.git\/opencode-swarm\/store\. Free some space, then `opencode-swarm run --resume sample-epic-\w+`\n$/,
    );
    expect(full).toMatchObject({
      code: "1",
      result: {
        status: "interrupted",
        tasks: [{ id: "a" }, { id: "b", status: "queued" }],
        error: { code: "disk-full" },
      },
    });
    expect(person.git("rev-list", "--count", "main").trim()).toBe("3");

    const resumed = said("resume");
    expect(resumed).toMatchObject({ code: "0", result: { status: "done", landed: { branch: "main" } } });
    const ids = (events: readonly RecordedEvent[]) => events.map((event) => event.id);
    const stored = said("log").events;
    expect(ids(stored).slice(0, full.events.length)).toEqual(ids(full.events));
    expect(ids(stored)).toEqual(expect.arrayContaining(ids(resumed.events)));
    expect(stored.map((event) => event.seq)).toEqual(stored.map((_event, at) => at + 1));
    expect(person.git("ls-tree", "--name-only", "main").trim().split("\n")).toEqual(["README.md", "a.txt", "b.txt"]);
  },
  120_000,
);
