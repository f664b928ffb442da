// What runs inside OpenCode, once per worktree: the workers' tools, the write guard and a clean environment for bash.
// Bundled into one file that imports nothing but Node's own modules, because OpenCode loads it from an absolute path.
import { completeArguments } from "./whole-arguments.ts";
import { giveBackSoon } from "./give-back.ts";
import { outsideReason } from "./write-guard.ts";
import { rootSession, type SessionLookup } from "./root-session.ts";
import { tellOwner } from "./owner.ts";
import { workerTools, type WorkerTool } from "./worker-tools.ts";

/** What the adapter hands over in OpenCode's configuration. */
export interface SwarmPluginOptions {
  /** File with {url, token} of whoever owns the swarm now; read at every call, since the owner may have been restarted. */
  recordPath: string;
  /** For the worker's bash: the person's value of each variable that the server was given, null where there was none. */
  shellEnvironment: Record<string, string | null>;
}

interface PluginInput {
  directory: string;
  client: SessionLookup;
}

interface Hooks {
  /** The worktree is let go of. */
  dispose(): Promise<void>;
  tool: Record<string, WorkerTool>;
  "tool.execute.before"(call: { tool: string }, output: { args: unknown }): Promise<void>;
  "shell.env"(call: unknown, output: { env: Record<string, string | undefined> }): Promise<void>;
}

// OpenCode demands a default export.
export default async function swarmPlugin(input: PluginInput, options: SwarmPluginOptions): Promise<Hooks> {
  return {
    dispose: async () => giveBackSoon(),
    tool: workerTools(async (call, args, context) => {
      const sessionId = await rootSession(input.client, context.sessionID);
      return tellOwner(options.recordPath, call, { session_id: sessionId, args }, context.abort);
    }),
    "tool.execute.before": async (call, output) => {
      const reason = await outsideReason(input.directory, call.tool, output.args);
      if (reason !== null) throw new Error(reason);
      completeArguments(call.tool, output.args);
    },
    "shell.env": async (_call, output) => {
      // An undefined value unsets the variable: an empty one would still be set for programs that ask.
      for (const [name, value] of Object.entries(options.shellEnvironment)) output.env[name] = value ?? undefined;
    },
  };
}
