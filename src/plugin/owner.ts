// The way back from the plug-in to the swarm that owns the worker: loopback HTTP with a token from a private file.
import { readFile } from "node:fs/promises";

/** What a tool call came to: words for the model. `refused` becomes the tool's error. */
export type OwnerAnswer = { accepted: string } | { refused: string };

const patienceMs = 60_000;

/** Posts a worker's call to the owner. Throws with words that the model can act on when nobody answers. */
export async function tellOwner(
  recordPath: string,
  call: "progress" | "complete",
  body: { session_id: string; args: unknown },
  abort: AbortSignal | undefined,
): Promise<string> {
  let answer: OwnerAnswer;
  try {
    const { url, token } = JSON.parse(await readFile(recordPath, "utf8")) as { url: string; token: string };
    const signals = [AbortSignal.timeout(patienceMs), ...(abort ? [abort] : [])];
    const response = await fetch(`${url}/worker/${call}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.any(signals),
    });
    answer = (await response.json()) as OwnerAnswer;
  } catch (error) {
    throw new Error("The swarm cannot be reached right now. Go on with your work and call this tool again later.", {
      cause: error,
    });
  }
  if ("refused" in answer) throw new Error(answer.refused);
  return answer.accepted;
}
