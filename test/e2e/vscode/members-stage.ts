// A swarm that a process of its own owns before VS Code comes: the window is a client of it, until that process is gone.
import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { bundleProgram } from "../../support/store-bundle.ts";
import { bashStep, prepareScripted, scriptedTask } from "./scripted-stage.ts";
import type { Stage } from "./stage.ts";

const options = [
  { label: "Hello", description: "Plain" },
  { label: "Hi", description: "Short" },
];
const question = {
  tool: "question",
  args: { questions: [{ question: "Which greeting?", header: "Greeting", options }] },
};

export async function prepareMembers(): Promise<Stage> {
  const stage = await prepareScripted("members", () => ({
    title: "Two windows",
    tasks: [
      scriptedTask("asks", "Ask for a greeting", [question, bashStep("printf 'hello\\n' > hello.txt")], []),
      scriptedTask("works", "Work without an end", [bashStep("printf 'mine\\n' > hello.txt"), { hang: "body" }], []),
    ],
  }));
  // Beside dist/, where the owner finds what it needs besides itself.
  const folder = join(process.cwd(), "dist-test");
  await mkdir(folder, { recursive: true });
  const program = await bundleProgram(resolve("test/support/owner-child.ts"), folder);
  const owner = spawn(process.execPath, [program, stage.folder ?? "", "another window"], {
    env: stage.env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const gone = new Promise<void>((resolve) => owner.once("close", () => resolve()));
  await new Promise<void>((resolve) => createInterface({ input: owner.stdout }).once("line", () => resolve()));
  return {
    ...stage,
    env: { ...stage.env, SWARM_TEST_OWNER: String(owner.pid) },
    async remove() {
      owner.kill("SIGKILL");
      await gone;
      await stage.remove();
    },
  };
}
