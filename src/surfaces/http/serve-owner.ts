// The owner's door for other processes of this user: a loopback server that does what they ask, and tells them what happens.
import type { Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { serve, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import * as z from "zod";
import { breakdownOf } from "../../application/ports/breakdown.ts";
import type { LiveSwarm } from "../../application/live-swarm.ts";
import type { Log } from "../../application/ports/ambient.ts";
import { ownerVerbs, type OwnerVerb, type RunningReport, type VerbArgs, type VerbBody } from "../../owner-protocol.ts";
import { carryOut } from "./carry-out.ts";
import { streamEvents, type EventStream } from "./event-stream.ts";
import { guard } from "./guard.ts";
import { openLandings } from "./landings.ts";

export interface ServeParts {
  swarm: LiveSwarm;
  /** Is this the token that the private file holds? */
  authorized(token: string): boolean;
  log: Log;
  /** Milliseconds between two signs of life on a stream. Default: 2000. */
  beatMs?: number;
  /** Milliseconds that a client may leave unread what was written for it. Default: 30000. */
  patienceMs?: number;
}

export interface OwnerServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** From now on verbs are refused; what was asked before is still answered, and what happens is still told. */
  leave(): void;
  /** Tells every client that it is the end, and stops listening. */
  close(): Promise<void>;
}

/** A plan or a review of many megabytes is none. */
const mostBytes = 8 * 1024 * 1024;

/** Milliseconds that clients have for the last answers and for the end of their stream. */
const partingMs = 500;

const afterSchema = z.object({ after: z.coerce.number().int().nonnegative().optional() });

const problem = (message: string, remedy: string): VerbBody => ({ problem: { message, remedy } });

const isLeaving = problem("The swarm is being let go.", "Ask the next process that owns it.");

export async function serveOwner({ swarm, authorized, log, ...pace }: ServeParts): Promise<OwnerServer> {
  const landings = openLandings();
  const streams = new Set<EventStream>();
  let leaving = false;
  let version = 0;
  const unwatch = swarm.watchRunning(() => (version += 1));
  const running = (): RunningReport => ({ version, epics: [...swarm.running()] });

  function carry(verb: OwnerVerb, args: unknown, gone: AbortSignal): Promise<unknown> {
    if (verb === "land") return landings.land(swarm, args as VerbArgs<"land">, gone);
    if (verb === "cancel") return Promise.resolve(landings.cancel(args as VerbArgs<"cancel">));
    // The table of verbs has parsed them.
    const act = carryOut[verb] as (on: LiveSwarm, parsed: unknown) => Promise<unknown>;
    return act(swarm, args);
  }

  const app = new Hono<{ Bindings: HttpBindings }>();
  let address = "";
  app.use(guard({ address: () => address, authorized }));
  app.use(
    bodyLimit({
      maxSize: mostBytes,
      onError: (context) =>
        context.json(
          problem(`The request is longer than ${mostBytes} bytes.`, "Make the plan or the review shorter."),
          413,
        ),
    }),
  );

  for (const verb of Object.keys(ownerVerbs) as OwnerVerb[]) {
    app.post(`/owner/${verb}`, async (context) => {
      const body: unknown = await context.req.json().catch(() => undefined);
      if (body === undefined)
        return context.json(problem("The request is no JSON.", "Send the arguments as JSON."), 400);
      const args = ownerVerbs[verb].args.safeParse(body);
      if (!args.success)
        return context.json(problem(z.prettifyError(args.error), "Send what the table of verbs says."), 400);
      // A landing that is under way can still be cancelled.
      if (leaving && verb !== "cancel") return context.json(isLeaving, 503);
      try {
        const answer = await carry(verb, args.data, context.req.raw.signal);
        // It rests because its owner goes, not because nothing is left to do.
        if (leaving && verb === "rest") return context.json(isLeaving, 503);
        return context.json({ answer, running: running() } satisfies VerbBody);
      } catch (error) {
        log.warn("a verb of a client broke down", { verb, error: String(error) });
        return context.json({ breakdown: breakdownOf(error) } satisfies VerbBody, 500);
      }
    });
    app.all(`/owner/${verb}`, (context) => context.json(problem("A verb is posted.", `POST /owner/${verb}`), 405));
  }

  app.get("/owner/events", (context) => {
    const asked = afterSchema.safeParse(context.req.query());
    if (!asked.success)
      return context.json(problem(z.prettifyError(asked.error), "Name the last event as a number."), 400);
    const out = context.env.outgoing as ServerResponse;
    out.writeHead(200, { "content-type": "application/x-ndjson", "cache-control": "no-store" });
    const { beatMs = 2_000, patienceMs = 30_000 } = pace;
    const stream = streamEvents(out, asked.data.after ?? null, { swarm, running, beatMs, patienceMs });
    streams.add(stream);
    void stream.ended.then(() => streams.delete(stream));
    return RESPONSE_ALREADY_SENT;
  });
  app.all("/owner/events", (context) => context.json(problem("The stream is read.", "GET /owner/events"), 405));
  app.notFound((context) =>
    context.json(problem("There is no such route.", "Ask for a verb or for /owner/events."), 404),
  );
  app.onError((error, context) => {
    log.warn("a request of a client broke down", { error: String(error) });
    return context.json({ breakdown: breakdownOf(error) } satisfies VerbBody, 500);
  });

  const server = await new Promise<Server>((resolve, reject) => {
    const options = { fetch: app.fetch, hostname: "127.0.0.1", port: 0, overrideGlobalObjects: false };
    const listening = serve(options, () => resolve(listening as Server));
    listening.once("error", reject);
  });
  // The door alone keeps no process alive.
  server.unref();
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url: `http://${address}`,
    leave: () => void (leaving = true),
    async close() {
      leaving = true;
      unwatch();
      for (const stream of streams) stream.end();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        // Who does not read the end is not waited for.
        setTimeout(() => server.closeAllConnections(), partingMs).unref();
      });
    },
  };
}
