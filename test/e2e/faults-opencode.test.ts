// The fault table: an OpenCode that is missing, too old, broken or connected to nobody, and names that it does not know.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { scriptedProvider } from "../../src/demo/scripted-provider.ts";
import { run } from "../support/built-program.ts";
import { createPerson, type Person } from "../support/opencode-person.ts";
import { processesLeft } from "../support/processes.ts";
import { planOf } from "../support/swarm-fixture.ts";
import { expectRefused, footprint, type Place, type RefusedRow } from "./fault-rows.ts";

const nobody = "http://127.0.0.1:9/v1";
const plain = { id: "a", title: "a", description: "Do a." };

interface OpencodeRow extends RefusedRow {
  /** The program that plays OpenCode, as the text of a script; absent: the real one. */
  script?: string;
  env?: Record<string, string>;
  args?: readonly string[];
  task?: Record<string, unknown>;
}

/** A server that listens like OpenCode and answers every request so. */
const serves = (status: number, body: unknown): string => `
  const { createServer } = require("node:http");
  const server = createServer((request, response) => {
    response.writeHead(${status}, { "content-type": "application/json" });
    response.end(${JSON.stringify(JSON.stringify(body))});
  });
  server.listen(0, "127.0.0.1", () => {
    console.log("opencode server listening on http://127.0.0.1:" + server.address().port);
  });
  process.on("SIGTERM", () => process.exit(0));
`;

const rows: readonly OpencodeRow[] = [
  {
    fault: "OpenCode is not where --opencode says",
    args: ["--opencode", "/nowhere/opencode"],
    exit: 3,
    code: "opencode-missing",
    sentence:
      /OpenCode is not at \/nowhere\/opencode, which the option names\. Install it \(`npm install -g opencode-ai`\), or name it with --opencode/,
  },
  {
    fault: "OpenCode is not where OPENCODE_BIN says",
    env: { OPENCODE_BIN: "/nowhere/else" },
    exit: 3,
    code: "opencode-missing",
    sentence: /OpenCode is not at \/nowhere\/else, which OPENCODE_BIN names\. Install it/,
  },
  {
    fault: "OpenCode is nowhere",
    env: { OPENCODE_BIN: "", PATH: "/usr/bin:/bin" },
    exit: 3,
    code: "opencode-missing",
    sentence: /OpenCode was not found: not in OPENCODE_BIN, not in PATH and not in ~\/\.opencode\/bin\. Install it/,
  },
  {
    fault: "OpenCode is too old",
    script: serves(200, { healthy: true, version: "1.17.0" }),
    exit: 3,
    code: "opencode-too-old",
    sentence:
      /OpenCode 1\.17\.0 at \/\S*fake-opencode is too old: at least 1\.18 is needed\. Upgrade it: `opencode upgrade`/,
  },
  {
    fault: "OpenCode ends as it starts",
    script: 'console.error("database disk image is malformed"); process.exit(1);',
    exit: 3,
    code: "opencode-failed",
    sentence: /OpenCode \(\/\S*fake-opencode\) ended before it listened: database disk image is malformed\. .*doctor/,
  },
  {
    fault: "OpenCode is no program",
    script: "\u0000\u0001 this is no script",
    exit: 3,
    code: "opencode-failed",
    sentence: /OpenCode \(\/\S*fake-opencode\) ended before it listened: .*\. .*doctor/,
  },
  {
    fault: "OpenCode answers 500",
    script: serves(500, { name: "UnknownError", data: { message: "no such table: session" } }),
    exit: 3,
    code: "opencode-failed",
    sentence: /OpenCode.* answered 500: .*no such table: session.*\. .*doctor/,
  },
  {
    fault: "an unknown agent",
    task: { agent: "architekt" },
    exit: 2,
    code: "unknown-agent",
    sentence:
      /OpenCode has no agent architekt\. It has: .*build.*\(task a, tasks\[0\]\.agent\)\. Name one that is there/,
  },
  {
    fault: "an unknown model of the command line",
    args: ["--model", "scripted/m9"],
    exit: 2,
    code: "unknown-model",
    sentence:
      /No connected provider offers the model scripted\/m9\. .*scripted\/m1.*\(--model\)\. Name one that is there/,
  },
  {
    fault: "a model's name without provider that two providers offer",
    task: { model: "m1" },
    exit: 2,
    code: "unknown-model",
    sentence:
      /m1 is offered by several providers: scripted\/m1, second\/m1\..*\(task a, tasks\[0\]\.model\)\. Name one/,
  },
];

describe("an epic is not made when", () => {
  let person: Person;
  let before: string[];
  beforeAll(() => {
    const { scripted } = scriptedProvider(nobody);
    person = createPerson(nobody, { provider: { scripted, second: scripted } });
    before = footprint(person);
  });
  afterAll(() => person.remove());

  it.each(rows)("$fault ($exit $code)", async (row) => {
    const { script, env = {}, args = [], task = {} } = row;
    const plan = join(person.home, "plan.json");
    writeFileSync(plan, JSON.stringify(planOf([{ ...plain, ...task }])));
    const place: Place = { ...person, env: { ...person.env, ...env } };
    if (script !== undefined) {
      const fake = join(person.home, "fake-opencode");
      const text = script.includes("\u0000") ? script : `#!${process.execPath}\n${script}`;
      writeFileSync(fake, text);
      chmodSync(fake, 0o755);
      place.env["OPENCODE_BIN"] = fake;
    }
    expectRefused(await run(place, ["run", plan, "--json", ...args]), row);
    expect(footprint(person)).toEqual(before);
    expect(await processesLeft(person.root)).toEqual([]);
  });
});

describe("an epic is not made when", () => {
  it("OpenCode is connected to no provider (3 no-provider)", async () => {
    const person = createPerson(nobody, { provider: {}, model: undefined, small_model: undefined });
    onTestFinished(person.remove);
    const before = footprint(person);
    const plan = join(person.home, "plan.json");
    writeFileSync(plan, JSON.stringify(planOf([plain])));
    const sentence = /OpenCode is connected to no model provider\. Connect one: `opencode auth login`, or set the key/;
    const ran = await run(person, ["run", plan, "--json"]);
    expectRefused(ran, { fault: "no provider", exit: 3, code: "no-provider", sentence });
    expect(footprint(person)).toEqual(before);
  });
});
