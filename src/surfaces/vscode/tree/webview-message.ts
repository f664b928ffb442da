// What the webview may say, parsed: anything else is dropped.
import * as z from "zod/mini";
import type { Action, WebviewMessage } from "../../../protocol.ts";

const key = z.string().check(z.minLength(1), z.maxLength(5000));
const request = z.string().check(z.minLength(1), z.maxLength(500));
const words = z.string().check(z.maxLength(100_000));

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
  "resolve",
  "resolveByHand",
  "finishResolve",
  "abortResolve",
  "takeOut",
  "skip",
  "discard",
] as const satisfies readonly Action[];

const schema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready") }),
  z.strictObject({ type: z.literal("ack"), seq: z.int() }),
  z.strictObject({ type: z.literal("resync"), have: z.int() }),
  z.strictObject({ type: z.literal("select"), key: z.nullable(key) }),
  z.strictObject({ type: z.literal("act"), action: z.enum(actions), key }),
  z.strictObject({ type: z.literal("openFile"), key }),
  z.strictObject({
    type: z.literal("permission"),
    key,
    request,
    reply: z.enum(["once", "always", "reject"]),
    message: z.nullable(words),
  }),
  z.strictObject({
    type: z.literal("answer"),
    key,
    request,
    answers: z.array(z.array(words).check(z.maxLength(100))).check(z.maxLength(100)),
  }),
  z.strictObject({ type: z.literal("command"), id: z.string().check(z.regex(/^swarmPanel\.[A-Za-z.]+$/)) }),
]);

export function parseWebviewMessage(raw: unknown): WebviewMessage | null {
  const parsed = schema.safeParse(raw);
  return parsed.success ? parsed.data : null;
}
