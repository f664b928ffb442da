// Where our plug-in calls back: a loopback server that only the holder of a private file can use.
import { readFileSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import * as z from "zod";
import type { OwnerAnswer } from "../../plugin/owner.ts";
import { writePrivateFile } from "../machine/private-file.ts";
import { newSecret, sameSecret } from "../machine/secret.ts";
import { callNames, type CallName } from "./worker-call.ts";

/** What a call of a worker's tool came to. */
export type AnswerCall = (call: CallName, sessionId: string, args: unknown) => Promise<OwnerAnswer>;

export interface Gateway {
  /** Stops listening and removes the record, if it is still the one that was written. */
  close(): Promise<void>;
}

const callSchema = z.object({ session_id: z.string(), args: z.unknown() });
const mostBytes = 1024 * 1024;

function holds(recordPath: string, token: string): boolean {
  try {
    return readFileSync(recordPath, "utf8").includes(token);
  } catch {
    return false;
  }
}

/** Starts the server and writes {url, token} to `recordPath`, readable by this user only. */
export async function startGateway(recordPath: string, answer: AnswerCall): Promise<Gateway> {
  const token = newSecret();
  const app = new Hono();
  let address = "";
  app.use(async (context, next) => {
    const { req } = context;
    // A browser page that found the port has an Origin, or another Host if it was led here by a forged name.
    if (req.header("origin") !== undefined || req.header("host") !== address) return context.text("forbidden", 403);
    if (!sameSecret(req.header("authorization") ?? "", `Bearer ${token}`)) return context.text("unauthorized", 401);
    return next();
  });
  app.use(bodyLimit({ maxSize: mostBytes }));
  for (const call of callNames) {
    app.post(`/worker/${call}`, async (context) => {
      const body = callSchema.safeParse(await context.req.json().catch(() => null));
      if (!body.success) return context.json({ refused: "The call could not be read." } satisfies OwnerAnswer, 400);
      const result = await answer(call, body.data.session_id, body.data.args);
      return context.json(result, "refused" in result ? 422 : 200);
    });
  }

  const server = await new Promise<Server>((resolve) => {
    const listening = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () => resolve(listening as Server));
  });
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  writePrivateFile(recordPath, JSON.stringify({ url: `http://${address}`, token }));
  return {
    close: () =>
      new Promise((resolve) => {
        // Who has taken our place has a record of its own there.
        if (holds(recordPath, token)) rmSync(recordPath, { force: true });
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
