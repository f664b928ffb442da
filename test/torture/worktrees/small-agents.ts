// A small agent server behind the port of the agents, for as many turns as nobody could pay OpenCode for. It outlives its
// owner, keeps sessions over its own death as OpenCode's database does, and what a worker does is done by who drives it.
import { randomUUID } from "node:crypto";
import { AgentsError, type Agents, type TurnEnd, type TurnRequest } from "../../../src/application/ports/agents.ts";

type End = "idle" | "aborted" | "lost";

interface Turn {
  messageId: string;
  end: End | null;
  /** Who follows it now, and how they are told. */
  follower: { request: TurnRequest; tell(end: TurnEnd): void } | null;
}

interface Session {
  directory: string;
  messages: Set<string>;
  turn: Turn | null;
}

export interface AgentWorld {
  /** A server: the one that lives, or a new one. `sends` carries a request of the owner to it, unless the owner is dead. */
  connect(sends: (request: () => Promise<void>) => Promise<void>): Agents;
  lives(): boolean;
  /** The server dies, and its keeper with it: running turns are lost. */
  die(): void;
  /** Its owner is dead: the turns go on, and nobody hears of them. */
  detach(): void;
  /** Folders in which a turn runs. */
  working(): string[];
  /** The worker of a folder says how it went, if somebody follows its turn, and stops. */
  finish(directory: string, status: "success" | "failed" | null): Promise<void>;
}

const said = { tokens: null, cost: null, last_message: null };

function ending(end: End | "left"): TurnEnd {
  if (end === "lost") {
    const message = "the agent server ended";
    return { ...said, finish: "error", kind: "failed", code: "server_lost", message, stack: null };
  }
  return { ...said, finish: end === "idle" ? "stop" : end, kind: end };
}

export function agentWorld(): AgentWorld {
  const sessions = new Map<string, Session>();
  let generation = 0;
  let alive = false;
  // No other world has these: an owner that is a process of its own dies with its world, and its events name the sessions.
  const newId = (kind: "ses" | "msg"): string => `${kind}_${randomUUID()}`;

  function over(turn: Turn, end: End): void {
    turn.end ??= end;
    turn.follower?.tell(ending(turn.end));
    turn.follower = null;
  }

  const running = (): Turn[] =>
    [...sessions.values()].flatMap(({ turn }) => (turn !== null && turn.end === null ? [turn] : []));

  function die(): void {
    alive = false;
    generation += 1;
    for (const turn of running()) over(turn, "lost");
  }

  function sessionOf(id: string): Session {
    const session = sessions.get(id);
    if (session === undefined) throw new AgentsError("session-lost", `there is no session ${id}`);
    return session;
  }

  async function take(session: Session, request: TurnRequest): Promise<Turn> {
    if (request.text === null) {
      const { turn } = session;
      return turn?.messageId === request.message_id ? turn : { messageId: "", end: "idle", follower: null };
    }
    session.messages.add(request.message_id);
    const turn: Turn = { messageId: request.message_id, end: null, follower: null };
    session.turn = turn;
    await request.onAccepted();
    return turn;
  }

  function connect(sends: Parameters<AgentWorld["connect"]>[0]): Agents {
    alive = true;
    const mine = generation;
    const here = new Set<Turn>();
    let isLeft = false;
    const gone = () => (mine === generation ? null : ("crashed" as const));
    const lost = (): void => {
      if (gone() !== null) throw new AgentsError("server-lost", "the agent server ended");
    };
    return {
      version: "1.18.33",
      pid: process.pid,
      gone,
      memory: () => null,
      models: async () => ["small/worker"],
      resolveModel: async (wish) => wish,
      checkAgent: async () => undefined,
      async createSession({ directory }) {
        lost();
        const id = newId("ses");
        sessions.set(id, { directory, messages: new Set(), turn: null });
        return { session_id: id };
      },
      sessionExists: async (id) => sessions.has(id),
      newMessageId: () => newId("msg"),
      hasMessage: async (id, _directory, messageId) => sessions.get(id)?.messages.has(messageId) === true,
      async runTurn(request) {
        if (gone() !== null) return ending("lost");
        const turn = await take(sessionOf(request.session_id), request);
        if (turn.end !== null) return ending(turn.end);
        if (request.signal.aborted) over(turn, "aborted");
        if (turn.end !== null) return ending(turn.end);
        here.add(turn);
        request.signal.addEventListener("abort", () => {
          if (here.has(turn)) void sends(async () => over(turn, "aborted"));
        });
        return new Promise<TurnEnd>((resolve) => (turn.follower = { request, tell: resolve }));
      },
      tell: async () => undefined,
      replyPermission: async () => undefined,
      answerQuestion: async () => undefined,
      // As OpenCode's disposal of a directory does.
      async park(directory) {
        if (gone() !== null || isLeft) return;
        for (const { turn, ...session } of sessions.values())
          if (session.directory === directory && turn !== null && turn.end === null) over(turn, "aborted");
      },
      async close() {
        if (gone() === null) die();
      },
      async leave() {
        isLeft = true;
        for (const turn of here) {
          turn.follower?.tell(ending("left"));
          turn.follower = null;
        }
        here.clear();
      },
    };
  }

  return {
    connect,
    lives: () => alive,
    die,
    detach() {
      for (const turn of running()) turn.follower = null;
    },
    working: () =>
      [...sessions.values()].flatMap(({ turn, directory }) => (turn !== null && turn.end === null ? [directory] : [])),
    async finish(directory, status) {
      const session = [...sessions.values()].find((one) => one.directory === directory && one.turn?.end === null);
      const turn = session?.turn;
      if (turn == null) return;
      if (status !== null) {
        const words = { bead_id: "", status, summary: `did it in ${directory}`, files_touched: [] };
        await turn.follower?.request.onSignal({ kind: "completion", ...words });
      }
      over(turn, "idle");
    },
  };
}
