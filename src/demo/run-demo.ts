// The whole product with no key and no network: a sample repository, a plan, a scripted model, and the real command line.
import { spawn, spawnSync } from "node:child_process";
import { newDemoFolder, openDemoStage, planName, removeDemoFolder, type DemoStage } from "./demo-stage.ts";

export interface DemoRequest {
  /** The built program, `dist/cli.js`. */
  program: string;
  /** The OpenCode program of the development dependencies. */
  opencode: string;
  env: NodeJS.ProcessEnv;
  /** The folder stays, so that one can look around in it. */
  keep: boolean;
  say(line: string): void;
}

const passedOn = ["SIGTERM", "SIGHUP"] as const;

/** Runs the command line with our terminal and gives its exit code. Signals reach it, and it ends before we do. */
function runProgram(args: readonly string[], env: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "inherit", "inherit"] });
    // Ctrl-C reaches the whole group by itself; we only have to outlive it.
    const outlive = (): void => undefined;
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on("SIGINT", outlive);
    for (const signal of passedOn) process.on(signal, pass);
    const done = (): void => {
      process.off("SIGINT", outlive);
      for (const signal of passedOn) process.off(signal, pass);
    };
    child.once("error", (error) => {
      done();
      reject(error);
    });
    child.once("exit", (code, signal) => {
      done();
      resolve(code ?? (signal === "SIGKILL" ? 137 : 1));
    });
  });
}

/** Gives the exit code: 0 only when the plan's work is in the branch and its tests are green there. */
export async function runDemo(request: DemoRequest): Promise<number> {
  const { program, opencode, keep, say } = request;
  const folder = newDemoFolder();
  let stage: DemoStage | null = null;
  try {
    stage = await openDemoStage(folder, request.env);
    const { env, repository, plan, model } = stage;
    const start = repository.git("rev-parse", "main");

    say(`A sample repository:   ${repository.path}`);
    say(`A plan of six tasks:   ${plan}`);
    say(`A scripted model:      ${model.baseURL} (no key, no network)`);
    say("");
    const options = ["--approve", "checks", "--land", "--unattended", "decide", "--model", "scripted/m1"];
    const where = ["--dir", repository.path, "--opencode", opencode];
    say(`$ opencode-swarm run ${planName} ${options.join(" ")}`);
    const code = await runProgram([program, "run", plan, ...options, ...where], env);
    if (code !== 0) {
      say(`The run ended with exit code ${code}: nothing was landed.`);
      return code;
    }
    const { git } = repository;
    say("");
    say("$ git log --oneline --graph main");
    say(git("log", "--oneline", "--graph", "main"));
    say("");
    const tests = spawnSync(process.execPath, ["--test"], { cwd: repository.path, env, encoding: "utf8" });
    const landed = git("rev-parse", "main") !== start && git("status", "--porcelain") === "";
    if (!landed || tests.status !== 0) {
      say(landed ? `The tests fail on main:\n${tests.stdout}` : "The work is not in main.");
      return 1;
    }
    say(`main has it: ${git("diff", "--shortstat", start, "main")}; its tests are green.`);
    say(
      `To take it back: opencode-swarm undo --dir ${repository.path}${keep ? "" : "  (with --keep the folder stays)"}`,
    );
    return 0;
  } finally {
    await stage?.close();
    if (keep) say(`Kept: ${folder}`);
    else removeDemoFolder(folder);
  }
}
