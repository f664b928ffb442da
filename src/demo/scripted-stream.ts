// Writes one response of the scripted model as the chunks that OpenAI-compatible providers stream.
import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { toolCallsOf, type Step } from "./scripted-step.ts";

export interface Reply {
  response: ServerResponse;
  /** Steps of this one response; the first carries the fault, if any. */
  steps: readonly [Step, ...Step[]];
  /** Number of the request: makes ids. */
  number: number;
  model: string;
  lastToolResult: string;
  fault: boolean;
  /** Aborted when the client went away. */
  gone: AbortSignal;
}

/** Milliseconds since the epoch, with a fraction. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();

/** Sleeps, and wakes early when the client has gone. */
export const pause = (ms: number, gone: AbortSignal): Promise<void> =>
  ms <= 0 || gone.aborted ? Promise.resolve() : wait(ms, undefined, { signal: gone }).catch(() => undefined);

/** What OpenAI calls usage. */
export function usageOf(step: Step): object {
  const counted = { prompt_tokens: 100, completion_tokens: 20, cached_tokens: 0, reasoning_tokens: 0, ...step.usage };
  return {
    prompt_tokens: counted.prompt_tokens,
    completion_tokens: counted.completion_tokens,
    total_tokens: counted.prompt_tokens + counted.completion_tokens,
    prompt_tokens_details: { cached_tokens: counted.cached_tokens },
    completion_tokens_details: { reasoning_tokens: counted.reasoning_tokens },
  };
}

function split(text: string, count: number): string[] {
  const size = Math.max(1, Math.ceil(text.length / count));
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += size) pieces.push(text.slice(at, at + size));
  return pieces.length > 0 ? pieces : [""];
}

/** Streams the response, or the fault that its first step names. Resolves when nothing more is written. */
export async function streamReply(reply: Reply): Promise<void> {
  const { response, number, gone } = reply;
  const [first] = reply.steps;
  const base = {
    id: `chatcmpl-${number}`,
    object: "chat.completion.chunk",
    created: Math.floor(Date.now() / 1000),
    model: reply.model,
  };
  const write = (body: object) => {
    if (!response.destroyed) response.write(`data: ${JSON.stringify({ ...base, ...body })}\n\n`);
  };
  const send = (delta: object, finish: string | null = null) =>
    write({ choices: [{ index: 0, delta, finish_reason: finish }] });
  const end = (step: Step) => {
    write({ choices: [], usage: usageOf(step) });
    response.end("data: [DONE]\n\n");
  };

  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  response.flushHeaders();
  await pause(first.firstMs, gone);
  if (reply.fault) {
    await streamFault(first, number, { send, end, response });
    return;
  }
  send({ role: "assistant", content: "" });
  let calls = 0;
  for (const step of reply.steps) {
    if (step !== first) await pause(step.delayMs, gone);
    for (const piece of step.reasoning === undefined ? [] : split(step.reasoning, step.chunks ?? 2)) {
      send({ reasoning_content: piece });
      await pause(step.chunkMs, gone);
    }
    for (const piece of textPieces(step, reply.lastToolResult)) {
      if (gone.aborted) return;
      send({ content: piece() });
      await pause(step.chunkMs, gone);
    }
    for (const call of toolCallsOf(step)) {
      const index = calls++;
      const id = `call_${number}_${index}`;
      const [head = "", ...rest] = split(JSON.stringify(call.args), step.chunks ?? 1);
      send({ tool_calls: [{ index, id, type: "function", function: { name: call.tool, arguments: head } }] });
      for (const piece of rest) {
        await pause(step.chunkMs, gone);
        send({ tool_calls: [{ index, function: { arguments: piece } }] });
      }
    }
  }
  const last = reply.steps.at(-1) ?? first;
  send({}, last.finish ?? (calls > 0 ? "tool_calls" : "stop"));
  end(last);
}

function textPieces(step: Step, lastToolResult: string): (() => string)[] {
  if (step.stamp) return Array.from({ length: step.chunks ?? 5 }, () => () => `[t=${preciseNow().toFixed(3)}]`);
  const text = step.echo ? `ECHO: ${lastToolResult}` : (step.text ?? "");
  return text === "" ? [] : split(text, step.chunks ?? 3).map((piece) => () => piece);
}

async function streamFault(
  step: Step,
  number: number,
  out: { send(delta: object, finish?: string | null): void; end(step: Step): void; response: ServerResponse },
): Promise<void> {
  const partial = { role: "assistant", content: step.text ?? "partial" };
  if (step.hang === "body") return out.send(partial);
  if (step.drop === "body") {
    out.send(partial);
    await wait(50);
    out.response.socket?.destroy();
    return;
  }
  switch (step.malformed) {
    case "json":
      out.send(partial);
      out.response.write("data: {this is not json\n\n");
      out.response.end("data: [DONE]\n\n");
      return;
    case "empty":
      out.response.end("data: [DONE]\n\n");
      return;
    case "eof":
      out.send(partial);
      out.response.end();
      return;
    default: {
      const name = step.malformed === "unknown-tool" ? "no_such_tool" : (step.tool ?? "write");
      const args = step.malformed === "args" ? '{"filePath": "x' : "{}";
      out.send({
        role: "assistant",
        tool_calls: [{ index: 0, id: `call_${number}_0`, type: "function", function: { name, arguments: args } }],
      });
      out.send({}, "tool_calls");
      out.end(step);
    }
  }
}
