// One request to the owner. Each has a connection of its own: one that was kept could be closed in the same moment.
import { request } from "node:http";
import type { ClientRecord } from "../../owner-protocol.ts";

export interface Answered {
  status: number;
  text: string;
}

/** The signal ends the request. Throws what the connection throws; an answer may take as long as it takes. */
export function postToOwner(
  { url, token }: Pick<ClientRecord, "url" | "token">,
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<Answered> {
  const content = Buffer.from(JSON.stringify(body));
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "content-length": content.byteLength,
  };
  return new Promise((resolve, reject) => {
    const asked = request(`${url}${path}`, { method: "POST", headers, agent: false, signal }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.once("error", reject);
      response.once("end", () => {
        if (response.complete) resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() });
        else reject(new Error("the answer was cut"));
      });
    });
    asked.once("error", reject);
    asked.end(content);
  });
}
