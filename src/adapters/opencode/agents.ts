// The agents port over a running OpenCode server: sessions, turns, and the way back from the workers' tools.
import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import PQueue from "p-queue";
import type { Log } from "../../application/ports/ambient.ts";
import { AgentsError, type Agents, type TurnEnd, type TurnRequest } from "../../application/ports/agents.ts";
import type { AnswerCall } from "./gateway.ts";
import { listenToEvents } from "./event-stream.ts";
import { messageIdFor } from "./message-id.ts";
import { grantRules, workerRules } from "./permission-rules.ts";
import { tellSession } from "./tell-session.ts";
import { resolveModel } from "./resolve-model.ts";
import { basicAuth } from "./basic-auth.ts";
import { residentBytes } from "./process-table.ts";
import type { ModelOffer, ServerClient } from "./server-client.ts";
import type { RunningServer } from "./start-server.ts";
import { translateEvent } from "./translate-event.ts";
import type { TurnLimits } from "./turn-limits.ts";
import { failed } from "./turn-outcome.ts";
import { outcomeOfError } from "./turn-prompt.ts";
import { readUsage, unknownUsage } from "./turn-usage.ts";
import { startTurn } from "./turn.ts";
import { defaultTurnTimes, type Turn, type TurnTimes } from "./turn-parts.ts";
import { answerFrom } from "./answer-call.ts";

/** How long things may take, in milliseconds, and how often. All have defaults that suit real providers. */
export interface AgentsTimes extends TurnTimes {
  /** Silence of the event stream after which the server is asked whether it lives; its heartbeat comes every 10 s. */
  streamIdle: number;
  /** Time for that answer. */
  health: number;
  /** Time for a session that calls to be known as one in a turn. */
  known: number;
}

export const defaultTimes: AgentsTimes = { ...defaultTurnTimes, streamIdle: 30_000, health: 5000, known: 5000 };

export interface ConnectedAgents extends Agents {
  /** Answers a call of the plug-in. */
  answerCall: AnswerCall;
}

const bootsAtOnce = 8;
const settleMs = 1000;
const ourTools = ["swarm_progress", "swarm_complete", "swarm_reply"];

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Connects to a running server. `close` stops it. */
export function connectAgents(
  server: RunningServer,
  options: { times: AgentsTimes; limits: TurnLimits; isTaken(): boolean; log: Log },
): ConnectedAgents {
  const { times, isTaken, log } = options;
  const { client: whole } = server;
  const client: ServerClient = {
    ...whole,
    abort: async (...where) => (isTaken() ? undefined : whole.abort(...where)),
    dispose: async (directory) => (isTaken() ? undefined : whole.dispose(directory)),
  };
  const turns = new Map<string, { turn: Turn; taskId: string }>();
  const boots = new PQueue({ concurrency: bootsAtOnce });
  const ready = new Set<string>();
  /** Task of each session; those of an earlier process are read from the server when they take their next turn. */
  const tasks = new Map<string, string>();
  let gone: "ended" | "crashed" | "frozen" | null = null;
  let closing: Promise<void> | null = null;
  let offers: Promise<ModelOffer[]> | null = null;
  const readOffers = () =>
    (offers ??= client.models(server.neutralDirectory).catch((error: unknown) => {
      offers = null;
      throw error;
    }));

  const recheckAll = () => {
    for (const { turn } of turns.values()) turn.recheck();
  };
  const stopListening = listenToEvents({
    url: `${server.access.url}/global/event`,
    headers: { authorization: basicAuth(server.access) },
    onEvent: (raw) => {
      const event = translateEvent(raw);
      if (event !== null) turns.get(event.session_id)?.turn.hear(event);
    },
    onConnected: () => {
      recheckAll();
      // OpenCode greets before it subscribes us: what it did between the two is said to nobody.
      setTimeout(recheckAll, settleMs).unref();
    },
    onFrozen: () => {
      gone ??= "frozen";
      log.warn("OpenCode is frozen and is ended", { pid: server.pid });
      server.kill();
    },
    isHealthy: () =>
      client.version(times.health).then(
        () => true,
        () => false,
      ),
    idleMs: times.streamIdle,
    log,
  });
  const stopped = server.exited.then(() => {
    gone ??= closing === null ? "crashed" : "ended";
    stopListening();
    // Bash commands of the workers outlive their server.
    if (closing === null) server.kill();
    for (const { turn } of turns.values())
      turn.lost(`OpenCode ${gone === "frozen" ? "was frozen" : "ended"} during the turn`);
    return gone;
  });

  const requireFolder = (directory: string): void => {
    if (gone !== null) throw new AgentsError("server-lost", "OpenCode has ended.");
    // OpenCode accepts a folder that does not exist, and works in none.
    if (!isFolder(directory)) {
      throw new AgentsError("opencode-failed", `The folder ${directory} does not exist.`, { directory });
    }
  };
  const ensureDirectory = async (directory: string): Promise<void> => {
    requireFolder(directory);
    if (ready.has(directory)) return;
    const tools = await client.toolIds(directory);
    if (!ourTools.every((tool) => tools.includes(tool))) {
      throw new AgentsError("plugin-missing", "OpenCode did not load the plug-in of the swarm.", { directory, tools });
    }
    ready.add(directory);
  };

  // A connection may break a moment before the process is known to have ended: `gone` must be true when callers hear of it.
  const settled = () => Promise.race([stopped, wait(settleMs)]);
  const rethrowSettled = async (error: unknown): Promise<never> => {
    if (error instanceof AgentsError && error.reason === "server-lost") await settled();
    throw error;
  };
  const bootSlot = async <T>(priority: number, use: (release: () => void) => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      void boots.add(
        () => new Promise<void>((release) => use(release).catch(rethrowSettled).then(resolve, reject).finally(release)),
        { priority },
      );
    });

  const readySession = async ({ session_id, directory, grants }: TurnRequest): Promise<string> => {
    await ensureDirectory(directory);
    if (grants.length > 0) await client.allow(session_id, directory, grantRules(grants));
    const taskId = tasks.get(session_id) ?? String((await client.session(session_id)).metadata.task);
    tasks.set(session_id, taskId);
    return taskId;
  };

  const runTurn = async (request: TurnRequest): Promise<TurnEnd> => {
    if (turns.has(request.session_id)) throw new AgentsError("opencode-failed", "The session is already in a turn.");
    // Before new sessions: a worker that has one gets to work while the others are still being made ready.
    return bootSlot(1, async (release) => {
      if (!isFolder(request.directory)) {
        return { ...unknownUsage, ...failed("worktree_lost", `The folder ${request.directory} does not exist.`) };
      }
      try {
        const taskId = await readySession(request).catch(rethrowSettled);
        const turn = startTurn({
          client,
          request,
          times,
          log,
          limits: options.limits,
          now: Date.now,
          onStarted: release,
          readUsage: () =>
            readOffers()
              .then((known) => readUsage(client, request, known))
              .catch(() => unknownUsage),
        });
        turns.set(request.session_id, { turn, taskId });
        const end = await turn.end;
        if (end.kind === "failed" && end.code === "server_lost") await settled();
        return end;
      } catch (error) {
        if (!(error instanceof AgentsError) || error.reason === "plugin-missing") throw error;
        return { ...unknownUsage, ...outcomeOfError(error) };
      } finally {
        turns.delete(request.session_id);
      }
    });
  };

  return {
    version: server.version,
    pid: server.pid,
    gone: () => gone,
    memory: () => (gone === null ? residentBytes(server.pid) : null),
    newMessageId: () => messageIdFor(Date.now(), randomBytes(16)),
    models: async () => (await readOffers()).map(({ provider, model }) => `${provider}/${model}`).toSorted(),
    resolveModel: async (wish) => resolveModel(wish, await readOffers()),
    async checkAgent(name) {
      const names = await client.agentNames(server.neutralDirectory);
      if (names.includes(name)) return;
      const sentence = `OpenCode has no agent ${name}. It has: ${names.join(", ")}.`;
      throw new AgentsError("unknown-agent", sentence, { candidates: names });
    },
    createSession: ({ directory, title, agent, model, epic_id, task_id }) =>
      bootSlot(0, async () => {
        const metadata = { epic: epic_id, task: task_id };
        const permission = workerRules(server.toolOutput);
        requireFolder(directory);
        // Both wait for the directory to start: together they cost one start.
        const [session_id] = await Promise.all([
          client.createSession({ directory, title, agent, model, metadata, permission }),
          ensureDirectory(directory),
        ]);
        tasks.set(session_id, task_id);
        return { session_id };
      }),
    async sessionExists(sessionId) {
      try {
        await client.session(sessionId);
        return true;
      } catch (error) {
        if (error instanceof AgentsError && error.reason === "session-lost") return false;
        throw error;
      }
    },
    hasMessage: (sessionId, directory, messageId) => client.hasMessage(sessionId, directory, messageId),
    runTurn,
    tell: (request) => tellSession(client, request),
    replyPermission: ({ request_id, directory, reply, message }) =>
      client.replyPermission(request_id, directory, reply, message),
    answerQuestion: ({ request_id, directory, answers }) => client.answerQuestion(request_id, directory, answers),
    async park(directory) {
      ready.delete(directory);
      if (gone === null && closing === null) await client.dispose(directory);
    },
    close() {
      closing ??= server.stop().then(async () => void (await stopped));
      return closing;
    },
    leave() {
      closing ??= (async () => {
        // First of all: a worker's call that finds nobody waits for the next owner.
        await server.leave();
        stopListening();
        for (const { turn } of turns.values()) turn.leave();
      })();
      return closing;
    },
    answerCall: answerFrom(turns, times.known, log),
  };
}
