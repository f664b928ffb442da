// The socket for coding agents (OpenCode): sessions that take a prompt and end a turn. HTTP is the truth, events are hints.
import type { Ask } from "../../domain/task-state.ts";
import type { FailureCode, QuestionItem, Tokens } from "../../domain/events.ts";

export type AgentsFailure =
  | "opencode-missing"
  | "opencode-too-old"
  | "opencode-failed"
  | "no-provider"
  | "unknown-model"
  | "unknown-agent"
  /** Our tools are not offered in the directory: the plug-in did not load. */
  | "plugin-missing"
  | "session-lost"
  /** The permission or question is no longer open: the turn went on or ended. */
  | "request-gone"
  | "server-lost";

export class AgentsError extends Error {
  override readonly name = "AgentsError";
  constructor(
    readonly reason: AgentsFailure,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What a worker or its session does while a turn runs. */
export type AgentSignal =
  | { kind: "activity"; text: string | null }
  /** A tool has ended that may have changed files. */
  | { kind: "touched" }
  | { kind: "progress"; bead_id: string; progress_percent: number; message: string | null; files_touched: string[] }
  | {
      kind: "completion";
      bead_id: string;
      status: "success" | "blocked" | "failed";
      summary: string;
      files_touched: string[];
    }
  /** What the worker says to numbered comments of the review that it was sent; the first is 1. */
  | { kind: "reply"; bead_id: string; answers: { comment: number; answer: string }[] }
  | { kind: "permission"; request_id: string; permission: string; patterns: string[] }
  | { kind: "question"; request_id: string; questions: QuestionItem[] }
  /** The provider failed and OpenCode waits to try again. */
  | { kind: "retrying"; attempt: number; message: string; next_at: number | null }
  /** No event of the session for the time given. */
  | { kind: "stalled"; silent_s: number }
  /** Signs of life after retrying or stalled. */
  | { kind: "active" };

/** How a turn ended. */
export type TurnEnd = { finish: string; tokens: Tokens | null; cost: number | null; last_message: string | null } & (
  | { kind: "idle" }
  | { kind: "aborted" }
  /** It goes on without us: the server was left for the next owner. */
  | { kind: "left" }
  | { kind: "failed"; code: FailureCode; message: string; stack: string | null }
);

export interface SessionRequest {
  directory: string;
  title: string;
  agent: string | null;
  model: string | null;
  /** Names the worker to our plug-in: which epic and task this session works for. */
  epic_id: string;
  task_id: string;
}

export interface TurnRequest {
  session_id: string;
  directory: string;
  /** From `newMessageId`, stored by the caller, so that a prompt is never sent twice over a crash. */
  message_id: string;
  /** What is sent; null follows a turn that the session is in already, since `message_id` was taken earlier. */
  text: string | null;
  agent: string | null;
  model: string | null;
  stall_s: number;
  /** Answers of the model after which the turn is ended as a runaway. */
  max_steps: number;
  /** What the worker asked before this process was there and nobody answered; for a turn that is taken up. */
  asked: readonly Ask[];
  /** Allowed for the rest of the session, from answers that came while it was parked. */
  grants: { permission: string; patterns: string[] }[];
  signal: AbortSignal;
  /** Called once when the server has taken the prompt. */
  onAccepted(): void | Promise<void>;
  /**
   * Called in order. For `completion`, `progress` and `reply` the worker's tool call waits for the answer: a returned string is
   * the error that the worker sees, undefined means accepted.
   */
  onSignal(signal: AgentSignal): string | undefined | Promise<string | undefined>;
}

/** A running agent server for one repository. */
export interface Agents {
  readonly version: string;
  readonly pid: number;
  /** Why the server is no longer there, or null while it runs. */
  gone(): "ended" | "crashed" | "frozen" | null;
  /** Bytes of memory that the server itself holds now, without its workers' commands; null where that cannot be read. */
  memory(): number | null;
  /** Models of the providers that can be used now, as `provider/model`, sorted. */
  models(): Promise<string[]>;
  /** Full `provider/model` for a wish that may name the model only. Throws unknown-model with the candidates. */
  resolveModel(wish: string): Promise<string>;
  checkAgent(name: string): Promise<void>;
  createSession(request: SessionRequest): Promise<{ session_id: string }>;
  sessionExists(session_id: string, directory: string): Promise<boolean>;
  /** A new id for a prompt: unique, and sorted after everything that the session holds. Store it before the turn. */
  newMessageId(): string;
  /** Was the prompt with this id taken before? */
  hasMessage(session_id: string, directory: string, message_id: string): Promise<boolean>;
  /** Runs one turn to its end. Aborting `signal` aborts the turn at the server and resolves with kind "aborted". */
  runTurn(request: TurnRequest): Promise<TurnEnd>;
  /** Puts a message into a session: the turn that runs reads it at its next step, else the next turn does. Begins none. */
  tell(request: {
    session_id: string;
    directory: string;
    text: string;
    agent: string | null;
    model: string | null;
  }): Promise<void>;
  replyPermission(request: {
    directory: string;
    request_id: string;
    reply: "once" | "always" | "reject";
    message: string | null;
  }): Promise<void>;
  answerQuestion(request: { directory: string; request_id: string; answers: string[][] }): Promise<void>;
  /** Frees what the server holds for a directory (its children too). A turn that runs there ends. */
  park(directory: string): Promise<void>;
  /** Ends the server and everything it started. Idempotent. */
  close(): Promise<void>;
  /** Lets the server and its turns go on for the next owner; every turn that is followed ends here as `left`. */
  leave(): Promise<void>;
}
