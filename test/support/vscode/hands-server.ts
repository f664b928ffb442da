// Takes calls of hands from the extension host, on loopback, from whoever knows the token.
import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { HandsActions } from "./hands-actions.ts";

export interface HandsServer {
  /** `http://127.0.0.1:<port>/<token>`; a call is a POST of `[method, ...arguments]` and gives `{value}` or `{error}`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The window may open later than the server: `actions` is awaited at each call. */
export async function startHandsServer(actions: Promise<HandsActions>): Promise<HandsServer> {
  const token = randomBytes(24).toString("hex");
  const server = createServer((request, response) => {
    if (request.method !== "POST" || !isSame(request.url ?? "", `/${token}`)) {
      response.writeHead(403).end();
      return;
    }
    void answer(request, actions).then((body) =>
      response.writeHead(200, { "content-type": "application/json" }).end(body),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${token}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function answer(request: IncomingMessage, actions: Promise<HandsActions>): Promise<string> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [method, ...args] = JSON.parse(Buffer.concat(chunks).toString()) as [string, ...unknown[]];
    const known: Record<string, (...args: never[]) => Promise<unknown>> = await actions;
    const action = Object.hasOwn(known, method) ? known[method] : undefined;
    if (action === undefined) throw new Error(`Hands cannot ${method}.`);
    return JSON.stringify({ value: (await action(...(args as never[]))) ?? null });
  } catch (error) {
    return JSON.stringify({ error: error instanceof Error ? error.message : String(error) });
  }
}

function isSame(path: string, wanted: string): boolean {
  const [given, right] = [Buffer.from(path), Buffer.from(wanted)];
  return given.length === right.length && timingSafeEqual(given, right);
}
