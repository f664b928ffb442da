// What an owner tells the keeper that it starts, and what the keeper answers. It goes over the pipe between the two only.
import * as z from "zod";
import { accessSchema, identitySchema } from "./server-record.ts";

const common = {
  /** Where the record and the log are. */
  stateDir: z.string(),
  /** Says who owns the swarm. */
  storeDir: z.string(),
  mark: z.string(),
  fingerprint: z.string(),
  /** Milliseconds without an owner after which everything is ended. */
  aloneFor: z.number(),
};

const startSchema = z.object({
  kind: z.literal("start"),
  ...common,
  /** The OpenCode program. */
  binary: z.string(),
  /** The whole environment of the server. */
  env: z.record(z.string(), z.string()),
  /** A folder that belongs to no project. */
  cwd: z.string(),
  password: z.string(),
  /** Milliseconds until it must listen. */
  readyWithin: z.number(),
});

const guardSchema = z.object({
  kind: z.literal("guard"),
  ...common,
  server: identitySchema,
  access: accessSchema,
});

export const keeperRequestSchema = z.discriminatedUnion("kind", [startSchema, guardSchema]);

export type StartServer = z.infer<typeof startSchema>;
export type GuardRequest = z.infer<typeof guardSchema>;
export type KeeperRequest = z.infer<typeof keeperRequestSchema>;

export const keeperReplySchema = z.union([z.object({ ready: z.literal(true) }), z.object({ failed: z.string() })]);

export type KeeperReply = z.infer<typeof keeperReplySchema>;
