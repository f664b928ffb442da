// The way back from the plug-in to the swarm that owns the worker: loopback HTTP with a token from a private file.
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** What a tool call came to: words for the model. `refused` becomes the tool's error. */
export type OwnerAnswer = { accepted: string } | { refused: string };

/** An owner that was restarted, or whose place another one takes, is there again within seconds. */
const patienceMs = 60_000;
const againAfterMs = 200;

interface WorkerCall {
  session_id: string;
  args: unknown;
}

type Call = "progress" | "complete" | "reply";

/** One try. The record is read each time: it names whoever owns the swarm now. Throws when nobody answers. */
async function ask(recordPath: string, call: Call, body: WorkerCall, signal: AbortSignal): Promise<OwnerAnswer> {
  const { url, token } = JSON.parse(await readFile(recordPath, "utf8")) as { url: string; token: string };
  const response = await fetch(`${url}/worker/${call}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  return (await response.json()) as OwnerAnswer;
}

/** Posts a worker's call to the owner, and waits for one. Throws with words that the model can act on when nobody answers. */
export async function tellOwner(
  recordPath: string,
  call: Call,
  body: WorkerCall,
  abort: AbortSignal | undefined,
  patience = patienceMs,
): Promise<string> {
  const end = Date.now() + patience;
  for (;;) {
    let answer: OwnerAnswer;
    try {
      const limit = AbortSignal.timeout(Math.max(1, end - Date.now()));
      answer = await ask(recordPath, call, body, abort === undefined ? limit : AbortSignal.any([limit, abort]));
    } catch (error) {
      if (abort?.aborted !== true && Date.now() + againAfterMs < end) {
        await sleep(againAfterMs);
        continue;
      }
      throw new Error("The swarm cannot be reached right now. Go on with your work and call this tool again later.", {
        cause: error,
      });
    }
    if ("refused" in answer) throw new Error(answer.refused);
    return answer.accepted;
  }
}
