// One connection to the owner's stream: its lines, read as they come.
import { request } from "node:http";
import { streamLineSchema, type ClientRecord, type StreamLine } from "../../owner-protocol.ts";

export interface OwnerLine {
  /** Resolves when nothing more comes. */
  readonly ended: Promise<void>;
  close(): void;
}

export interface LineRequest extends Pick<ClientRecord, "url" | "token"> {
  /** Number of the last event that is known; null: only what comes from now on is wanted. */
  after: number | null;
  /** Something came. */
  onBytes(): void;
  onLine(line: StreamLine): void;
  signal: AbortSignal;
}

/** Resolves when the owner answers. Throws when it cannot be reached or does not let us in. */
export function openLine({ url, token, after, onBytes, onLine, signal }: LineRequest): Promise<OwnerLine> {
  const path = after === null ? "/owner/events" : `/owner/events?after=${after}`;
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const asked = request(`${url}${path}`, { headers, agent: false, signal }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        reject(new Error(`the owner's stream answered ${response.statusCode}`));
        return;
      }
      let rest = "";
      const close = (): void => void response.destroy();
      const ended = new Promise<void>((end) => response.once("close", () => end()));
      response.setEncoding("utf8");
      response.on("error", () => undefined);
      response.on("data", (part: string) => {
        onBytes();
        const lines = (rest + part).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          const parsed = readLine(line);
          // What cannot be read is as good as a cut: it is asked for again.
          if (parsed === null) return close();
          onLine(parsed);
        }
      });
      resolve({ ended, close });
    });
    asked.on("error", reject);
    asked.end();
  });
}

function readLine(text: string): StreamLine | null {
  try {
    return streamLineSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
