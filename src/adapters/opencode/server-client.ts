// The calls of OpenCode's HTTP interface that we use, in our words. The SDK is touched here only.
import { createOpencodeClient } from "@opencode-ai/sdk/v2/client";
import type { AssistantMessage, Part, SessionStatus } from "@opencode-ai/sdk/v2/client";
import { AgentsError, type AgentsFailure } from "../../application/ports/agents.ts";
import { basicAuth, type ServerAccess } from "./basic-auth.ts";
import type { PermissionRule } from "./permission-rules.ts";

export type { AssistantMessage, Part, SessionStatus } from "@opencode-ai/sdk/v2/client";

export interface SessionInfo {
  directory: string;
  cost: number | null;
  tokens: { input: number; output: number; reasoning: number; cache: { read: number; write: number } } | null;
  metadata: Record<string, unknown>;
}

export interface ModelOffer {
  provider: string;
  model: string;
  priced: boolean;
}

/** `provider/model` in the two parts that OpenCode wants; a model's name may hold more slashes. */
export function splitModel(model: string): { providerID: string; modelID: string } {
  const slash = model.indexOf("/");
  return { providerID: model.slice(0, slash), modelID: model.slice(slash + 1) };
}

const shortMs = 30_000;
/** The first call in a directory starts everything that OpenCode keeps for it. */
const bootMs = 180_000;

export type ServerClient = ReturnType<typeof createServerClient>;

/**
 * Every function throws AgentsError: `server-lost` when nobody answers, `session-lost` for a 404 of a session,
 * `opencode-failed` for any other refusal. Directories are absolute paths that exist.
 */
export function createServerClient(access: ServerAccess) {
  // A connection that is kept may belong to a server that has ended meanwhile, and would break the next call.
  const headers = { authorization: basicAuth(access), connection: "close" };
  const sdk = createOpencodeClient({ baseUrl: access.url, headers });
  const within = (ms: number) => ({ signal: AbortSignal.timeout(ms) });

  return {
    /** Version, or null for a server that does not know the question. */
    async version(timeoutMs: number): Promise<string | null> {
      const result = await sdk.global.health(within(timeoutMs));
      if (result.response === undefined) throw lost(result.error);
      if (result.response.status === 404) return null;
      return need(result).version ?? null;
    },
    async toolIds(directory: string): Promise<string[]> {
      return need(await sdk.tool.ids({ directory }, within(bootMs)));
    },
    async agentNames(directory: string): Promise<string[]> {
      const agents = need(await sdk.app.agents({ directory }, within(bootMs)));
      return agents.filter((agent) => !agent.hidden).map((agent) => agent.name);
    },
    /** Models of providers that can be used now. */
    async models(directory: string): Promise<ModelOffer[]> {
      const { all, connected } = need(await sdk.provider.list({ directory }, within(bootMs)));
      return all
        .filter((provider) => connected.includes(provider.id))
        .flatMap((provider) =>
          Object.entries(provider.models).map(([model, { cost }]) => ({
            provider: provider.id,
            model,
            priced: cost !== undefined && (cost.input > 0 || cost.output > 0),
          })),
        );
    },
    async createSession(request: {
      directory: string;
      title: string;
      agent: string | null;
      model: string | null;
      metadata: Record<string, unknown>;
      permission: readonly PermissionRule[];
    }): Promise<string> {
      const model = request.model === null ? null : splitModel(request.model);
      const result = await sdk.session.create(
        {
          directory: request.directory,
          title: request.title,
          metadata: request.metadata,
          permission: [...request.permission],
          ...(request.agent === null ? {} : { agent: request.agent }),
          ...(model === null ? {} : { model: { providerID: model.providerID, id: model.modelID } }),
        },
        within(bootMs),
      );
      return need(result).id;
    },
    async session(sessionID: string): Promise<SessionInfo> {
      const session = need(await sdk.session.get({ sessionID }, within(shortMs)), "session-lost");
      const { directory, cost = null, tokens = null, metadata = {} } = session;
      return { directory, cost, tokens, metadata };
    },
    /** True when the message is there with its text: a server that was killed can have kept the one and not the other. */
    async hasMessage(sessionID: string, directory: string, messageID: string): Promise<boolean> {
      const result = await sdk.session.message({ sessionID, directory, messageID }, within(shortMs));
      if (result.response?.status === 404) return false;
      return need(result).parts.some((part) => part.type === "text" && part.text !== "");
    },
    async allow(sessionID: string, directory: string, permission: readonly PermissionRule[]): Promise<void> {
      need(
        await sdk.session.update({ sessionID, directory, permission: [...permission] }, within(bootMs)),
        "session-lost",
      );
    },
    async prompt(request: {
      sessionID: string;
      directory: string;
      messageID: string;
      text: string;
      agent: string | null;
      model: string | null;
      /** It begins no turn; one that runs reads it all the same. */
      noReply?: boolean;
    }): Promise<void> {
      const { sessionID, directory, messageID, text, agent, model, noReply = false } = request;
      const result = await sdk.session.promptAsync(
        {
          sessionID,
          directory,
          messageID,
          parts: [{ type: "text", text }],
          ...(noReply ? { noReply } : {}),
          ...(agent === null ? {} : { agent }),
          ...(model === null ? {} : { model: splitModel(model) }),
        },
        within(bootMs),
      );
      if (result.error !== undefined || result.response === undefined) need(result, "session-lost");
    },
    async abort(sessionID: string, directory: string): Promise<void> {
      need(await sdk.session.abort({ sessionID, directory }, within(shortMs)), "session-lost");
    },
    async status(sessionID: string, directory: string): Promise<SessionStatus> {
      const all = need(await sdk.session.status({ directory }, within(shortMs)));
      return all[sessionID] ?? { type: "idle" };
    },
    /** The newest messages of the assistant, oldest first. */
    async answers(
      sessionID: string,
      directory: string,
      limit: number,
    ): Promise<{ info: AssistantMessage; parts: Part[] }[]> {
      const messages = need(
        await sdk.session.messages({ sessionID, directory, limit }, within(shortMs)),
        "session-lost",
      );
      return messages.flatMap(({ info, parts }) => (info.role === "assistant" ? [{ info, parts }] : []));
    },
    async pendingPermissions(directory: string) {
      return need(await sdk.permission.list({ directory }, within(shortMs)));
    },
    async pendingQuestions(directory: string) {
      return need(await sdk.question.list({ directory }, within(shortMs)));
    },
    async replyPermission(
      requestID: string,
      directory: string,
      reply: "once" | "always" | "reject",
      message: string | null,
    ): Promise<void> {
      const words = message === null ? {} : { message };
      need(await sdk.permission.reply({ requestID, directory, reply, ...words }, within(shortMs)), "request-gone");
    },
    async answerQuestion(requestID: string, directory: string, answers: string[][]): Promise<void> {
      need(await sdk.question.reply({ requestID, directory, answers }, within(shortMs)), "request-gone");
    },
    async dispose(directory: string): Promise<void> {
      need(await sdk.instance.dispose({ directory }, within(shortMs)));
    },
    async disposeAll(timeoutMs: number): Promise<void> {
      need(await sdk.global.dispose(within(timeoutMs)));
    },
  };
}

interface Answer<T> {
  data?: T | undefined;
  error?: unknown;
  response?: Response | undefined;
}

const lost = (cause: unknown) => new AgentsError("server-lost", "OpenCode does not answer.", {}, { cause });

function need<T>(answer: Answer<T>, notFound: AgentsFailure = "opencode-failed"): T {
  if (answer.response === undefined) throw lost(answer.error);
  if (answer.data !== undefined && answer.error === undefined) return answer.data;
  const { status } = answer.response;
  const words = `OpenCode answered ${status}: ${JSON.stringify(answer.error ?? null).slice(0, 500)}`;
  throw new AgentsError(status === 404 ? notFound : "opencode-failed", words, { status });
}
