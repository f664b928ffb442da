// What the webview may say, parsed: anything else is dropped.
import * as z from "zod";
import type { Action, WebviewMessage } from "../../../protocol.ts";

const key = z.string().min(1).max(5000);
const request = z.string().min(1).max(500);
const words = z.string().max(100_000);

const actions = [
  "review",
  "approve",
  "merge",
  "undo",
  "stop",
  "retry",
  "resume",
  "answer",
  "allow",
  "discard",
] as const satisfies readonly Action[];

const schema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready") }),
  z.strictObject({ type: z.literal("ack"), seq: z.number().int() }),
  z.strictObject({ type: z.literal("resync"), have: z.number().int() }),
  z.strictObject({ type: z.literal("select"), key: key.nullable() }),
  z.strictObject({ type: z.literal("act"), action: z.enum(actions), key }),
  z.strictObject({ type: z.literal("openFile"), key }),
  z.strictObject({
    type: z.literal("permission"),
    key,
    request,
    reply: z.enum(["once", "always", "reject"]),
    message: words.nullable(),
  }),
  z.strictObject({ type: z.literal("answer"), key, request, answers: z.array(z.array(words).max(100)).max(100) }),
  z.strictObject({ type: z.literal("command"), id: z.string().regex(/^swarmPanel\.[A-Za-z.]+$/) }),
]);

export function parseWebviewMessage(raw: unknown): WebviewMessage | null {
  const parsed = schema.safeParse(raw);
  return parsed.success ? parsed.data : null;
}
