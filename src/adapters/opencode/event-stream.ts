// Listens to OpenCode's event stream for as long as the server lives. Events are hints: after each gap the truth is re-read.
import type { ReadableWritablePair } from "node:stream/web";
import { setTimeout as wait } from "node:timers/promises";
import { EventSourceParserStream } from "eventsource-parser/stream";
import type { Log } from "../../application/ports/ambient.ts";

export interface EventStreamRequest {
  url: string;
  headers: Record<string, string>;
  onEvent(event: unknown): void;
  /** Called at every connection, also the first: what happened before it was not heard. */
  onConnected(): void;
  /** Silent for longer than the heartbeat allows, and no answer to questions: the server will never come back. */
  onFrozen(): void;
  /** Does the server answer? */
  isHealthy(): Promise<boolean>;
  /** Milliseconds of silence after which the server is asked. */
  idleMs: number;
  log: Log;
}

const firstDelayMs = 50;
const longestDelayMs = 5000;

/** Starts listening; returns what stops it. */
export function listenToEvents(request: EventStreamRequest): () => void {
  const stopped = new AbortController();
  void listen(request, stopped.signal);
  return () => stopped.abort();
}

async function listen(request: EventStreamRequest, stopped: AbortSignal): Promise<void> {
  let delay = firstDelayMs;
  while (!stopped.aborted) {
    const connectedAt = Date.now();
    const end = await connection(request, stopped);
    if (stopped.aborted) return;
    if (end === "silent" && !(await request.isHealthy()) && !(await request.isHealthy())) {
      if (!stopped.aborted) request.onFrozen();
      return;
    }
    delay = Date.now() - connectedAt > longestDelayMs ? firstDelayMs : Math.min(delay * 2, longestDelayMs);
    await wait(delay, undefined, { signal: stopped }).catch(() => undefined);
  }
}

/** One connection, until it ends by itself or has been silent for too long. */
async function connection(request: EventStreamRequest, stopped: AbortSignal): Promise<"ended" | "silent"> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), request.idleMs);
  try {
    const response = await fetch(request.url, {
      headers: request.headers,
      signal: AbortSignal.any([stopped, silence.signal]),
    });
    if (!response.ok || response.body === null) throw new Error(`the event stream answered ${response.status}`);
    const events = response.body
      .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
      .pipeThrough(new EventSourceParserStream());
    let first = true;
    for await (const event of events) {
      timer.refresh();
      // Only now is the subscription known to stand.
      if (first) request.onConnected();
      first = false;
      request.onEvent(parse(event.data));
    }
    return "ended";
  } catch (error) {
    if (silence.signal.aborted) return "silent";
    if (!stopped.aborted) request.log.debug("the event stream broke", { error: String(error) });
    return "ended";
  } finally {
    clearTimeout(timer);
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
