// Which version of OpenCode is installed, asked of the program itself: no server is started for it.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { AgentsError } from "../../application/ports/agents.ts";
import { judgeVersion } from "./version-rule.ts";

/** Its first start after an installation unpacks things. */
const timeoutMs = 30_000;

/** Throws AgentsError `opencode-failed` (it does not answer) and `opencode-too-old`. */
export async function installedVersion(binary: string, env: NodeJS.ProcessEnv): Promise<string> {
  let said: string;
  try {
    const { stdout } = await promisify(execFile)(binary, ["--version"], { env, timeout: timeoutMs, windowsHide: true });
    said = stdout.trim();
  } catch (cause) {
    throw new AgentsError("opencode-failed", `${binary} does not say its version.`, { binary }, { cause });
  }
  const version = /\d+\.\d+\.\d+\S*/.exec(said)?.[0] ?? said.slice(0, 40);
  if (judgeVersion(version) !== "too-old") return version;
  const sentence = `OpenCode ${version} at ${binary} is too old: at least 1.18 is needed.`;
  throw new AgentsError("opencode-too-old", sentence, { version, binary });
}
