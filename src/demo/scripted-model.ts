// An OpenAI-compatible model on loopback that plays the script in its prompt: the whole product with no key and no network.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import { findScript, substitute, textOf, type ChatMessage } from "./scripted-script.ts";
import { responsesOf, stepSchema, toolCallsOf, type Step } from "./scripted-step.ts";
import { pause, preciseNow, streamReply, usageOf } from "./scripted-stream.ts";

/** One request that reached the model. */
export interface ModelRequest {
  number: number;
  /** Milliseconds since the epoch, with a fraction. */
  at: number;
  kind: "title" | "compaction" | "chat";
  session: string;
  model: string;
  cwd: string;
  tools: string[];
  messages: ChatMessage[];
  /** The client closed the connection before the answer was complete. */
  aborted: boolean;
}

export interface ScriptedModel {
  /** Base URL for a provider's options, ends with `/v1`. */
  readonly baseURL: string;
  /** Every request so far, in order. */
  readonly requests: readonly ModelRequest[];
  close(): Promise<void>;
}

interface ChatBody {
  model: string;
  stream?: boolean;
  messages: ChatMessage[];
  tools?: { function?: { name?: string } }[];
}

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  const plain = typeof body === "string";
  response.writeHead(status, { "content-type": plain ? "text/plain" : "application/json", ...headers });
  response.end(plain ? body : JSON.stringify(body));
};

/** Starts the model on `wantedPort` of loopback, 0: one that the system chooses. `onRequest` hears of each request as it comes. */
export async function startScriptedModel(
  onRequest: (request: ModelRequest) => void = () => undefined,
  wantedPort = 0,
): Promise<ScriptedModel> {
  const requests: ModelRequest[] = [];
  const faultsPlayed = new Map<string, number>();

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = incoming.url?.split("?")[0] ?? "";
    if (path.endsWith("/models")) return json(response, 200, { object: "list", data: [{ id: "m1", object: "model" }] });
    if (!path.endsWith("/chat/completions")) return json(response, 404, { error: { message: `not found: ${path}` } });
    const body = JSON.parse(await readText(incoming)) as ChatBody;
    const request = describe(incoming, body, requests.length + 1);
    requests.push(request);
    onRequest(request);
    const gone = new AbortController();
    response.on("close", () => {
      request.aborted = !response.writableFinished;
      gone.abort();
    });

    const next = nextSteps(request);
    const lastToolResult = textOf(body.messages.findLast((message) => message.role === "tool")?.content);
    const names = {
      cwd: request.cwd,
      last: lastToolResult,
      session: request.session,
      now: String(Math.round(Date.now())),
    };
    const steps = substitute(next.steps, names);
    const [step] = steps;
    const fault = faultStrikes(step, next.key, faultsPlayed);
    await pause(step.delayMs, gone.signal);
    if (gone.signal.aborted) return;
    if (fault && step.error) {
      const words = {
        error: { message: `scripted ${step.error.status}`, type: "scripted_error", code: step.error.status },
      };
      return json(response, step.error.status, step.error.body ?? words, step.error.headers);
    }
    if (fault && step.hang === "headers") return;
    if (fault && step.drop === "headers") return void response.socket?.destroy();
    if (fault && step.malformed === "html") {
      return json(response, 200, "<html><body>captive portal</body></html>", { "content-type": "text/html" });
    }
    if (body.stream !== true) return json(response, 200, wholeReply(step, request));
    await streamReply({
      response,
      steps,
      number: request.number,
      model: body.model,
      lastToolResult,
      fault,
      gone: gone.signal,
    });
  }

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else json(response, 500, { error: { message: String(error) } });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(wantedPort, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function describe(incoming: IncomingMessage, body: ChatBody, number: number): ModelRequest {
  const system = body.messages
    .filter((message) => message.role === "system" || message.role === "developer")
    .map((message) => textOf(message.content))
    .join("\n");
  const tools = (body.tools ?? []).flatMap((tool) => tool.function?.name ?? []);
  const session = incoming.headers["x-session-id"] ?? incoming.headers["x-session-affinity"] ?? "";
  const compacting = tools.length === 0 && /compaction|summariz/i.test(system.slice(0, 600));
  return {
    number,
    at: preciseNow(),
    kind: /title generator/i.test(system) ? "title" : compacting ? "compaction" : "chat",
    session: String(session),
    model: body.model,
    cwd: /Working directory:\s*(.+)/.exec(system)?.[1]?.trim() ?? "",
    tools,
    messages: body.messages,
    aborted: false,
  };
}

/** The steps of this one response, and a key that counts how often it was asked for. */
function nextSteps(request: ModelRequest): { steps: [Step, ...Step[]]; key: string } {
  const say = (text: string): { steps: [Step]; key: string } => ({ steps: [stepSchema.parse({ text })], key: "" });
  if (request.kind === "title") return say("Scripted title");
  if (request.kind === "compaction") return say("## Goal\nScripted compaction summary.");
  const script = findScript(request.messages);
  if (script === null) return say("no script");
  if (typeof script === "string") return say(script);
  const [step, ...more] = responsesOf(script.steps)[script.played] ?? [];
  if (step === undefined) return say("script finished");
  const key = createHash("sha1").update(`${request.session}|${script.raw}|${script.played}`).digest("hex");
  return { steps: [step, ...more], key };
}

function faultStrikes(step: Step, key: string, played: Map<string, number>): boolean {
  if (!step.error && !step.hang && !step.drop && !step.malformed) return false;
  const before = played.get(key) ?? 0;
  played.set(key, before + 1);
  return before < (step.error?.times ?? step.times ?? Number.POSITIVE_INFINITY);
}

function wholeReply(step: Step, request: ModelRequest): object {
  const calls = toolCallsOf(step).map((call, index) => ({
    id: `call_${request.number}_${index}`,
    type: "function",
    function: { name: call.tool, arguments: JSON.stringify(call.args) },
  }));
  const message = { role: "assistant", content: step.text ?? null, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
  return {
    id: `chatcmpl-${request.number}`,
    object: "chat.completion",
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    choices: [{ index: 0, message, finish_reason: calls.length > 0 ? "tool_calls" : "stop" }],
    usage: usageOf(step),
  };
}
