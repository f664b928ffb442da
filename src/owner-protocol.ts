// What the process that owns a swarm and its clients say to each other over loopback HTTP: one table of verbs, one stream.
import * as z from "zod";
import type { Breakdown } from "./application/ports/breakdown.ts";
import type { FileChange } from "./application/ports/repository.ts";
import type { Refusal } from "./application/refusal.ts";
import type { RecordedEvent } from "./domain/events.ts";
import { landingStrategies } from "./domain/landing-strategy.ts";
import { planSchema } from "./domain/plan.ts";
import { runOptionsSchema, someRunOptionsSchema } from "./domain/run-options.ts";

/** Grows with every change that a program of before would not understand. */
export const protocolVersion = 3;

const id = z.string().min(1);
const count = z.number().int().nonnegative();

/** Where the owner is found: a file that only this user reads. */
export const clientRecordSchema = z.object({
  protocol: z.number().int(),
  pid: z.number().int().positive(),
  url: z.string().regex(/^http:\/\/127\.0\.0\.1:\d+$/),
  token: z.string().min(32),
});
export type ClientRecord = z.infer<typeof clientRecordSchema>;

const refusalSchema: z.ZodType<Refusal> = z.object({
  exit: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
  task: z.string().optional(),
  field: z.string().optional(),
});

const requested = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion("ok", [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), refusals: z.array(refusalSchema) }),
  ]);

/** An epic is told by the number of its events: who asked folds them from the journal, which both sides read. */
const requestedEpic = requested(z.object({ version: count }));

const reviewSchema = z.object({
  commit: z.string(),
  comments: z.array(
    z.object({
      path: z.string(),
      side: z.enum(["old", "new"]),
      lines: z.object({ start: z.number().int(), end: z.number().int() }).nullable(),
      quote: z.array(z.string()),
      text: z.string(),
    }),
  ),
  note: z.string().nullable(),
});

const lineRunSchema = z.object({ start: count, count });

const fileChangeSchema: z.ZodType<FileChange> = z.object({
  path: z.string(),
  from: z.string().nullable(),
  change: z.enum(["added", "modified", "deleted", "renamed"]),
  added: count.nullable(),
  deleted: count.nullable(),
  oldBlob: z.string().nullable(),
  newBlob: z.string().nullable(),
});

const taskChangesSchema = z.object({
  epic_id: z.string(),
  task_id: z.string(),
  base: z.string(),
  commit: z.string(),
  files: z.array(fileChangeSchema),
});

const edit = z.strictObject({ old: lineRunSchema, new: lineRunSchema });

/** Some files of a commit that was looked at, or some hunks of them. */
const partWish = {
  wish: z.strictObject({
    commit: id,
    part: z.array(z.strictObject({ path: id, hunks: z.array(edit).nullable() })),
  }),
};

const worktreeSchema = z.object({
  path: z.string(),
  epic_id: z.string(),
  task_id: z.string(),
  bytes: z.number(),
  keep: z.string().nullable(),
});

const overlapName = { epic_id: z.string(), task_id: z.string(), other_id: z.string().nullable() };
const overlapSchema = z.object({ ...overlapName, files: z.array(z.string()) });

const ofEpic = { epicId: id };
const ofTask = { epicId: id, taskId: id };
const someTasks = { epicId: id, taskIds: z.array(id) };

const setAside = requested(z.array(z.object({ task_id: z.string(), ref: z.string().nullable() })));

/** Every method of `LiveSwarm` that only the owner can carry out: what it takes, and what comes back. */
export const ownerVerbs = {
  start: { args: z.strictObject({ plan: planSchema, options: runOptionsSchema }), answer: requested(z.string()) },
  resume: { args: z.strictObject({ ...ofEpic, options: someRunOptionsSchema }), answer: requestedEpic },
  interrupt: { args: z.strictObject(ofEpic), answer: requestedEpic },
  /** Answers when the epic rests, however long that takes. */
  rest: { args: z.strictObject(ofEpic), answer: z.null() },
  resumeTask: { args: z.strictObject(ofTask), answer: requestedEpic },
  permit: {
    args: z.strictObject({
      ...ofTask,
      request: id,
      answer: z.strictObject({ reply: z.enum(["once", "always", "reject"]), message: z.string().nullable() }),
    }),
    answer: requestedEpic,
  },
  reply: {
    args: z.strictObject({ ...ofTask, request: id, answers: z.array(z.array(z.string())) }),
    answer: requestedEpic,
  },
  approve: { args: z.strictObject(someTasks), answer: requestedEpic },
  requestChanges: { args: z.strictObject({ ...ofTask, review: reviewSchema }), answer: requestedEpic },
  markReviewed: {
    args: z.strictObject({ ...ofTask, path: z.string(), blob: z.string().nullable() }),
    answer: requestedEpic,
  },
  rejectPart: { args: z.strictObject({ ...ofTask, ...partWish }), answer: requestedEpic },
  takePart: { args: z.strictObject({ ...ofTask, ...partWish }), answer: requestedEpic },
  undoPart: { args: z.strictObject(ofTask), answer: requestedEpic },
  stop: { args: z.strictObject(someTasks), answer: requestedEpic },
  retry: { args: z.strictObject({ ...ofTask, fresh: z.boolean() }), answer: requestedEpic },
  discard: { args: z.strictObject(someTasks), answer: setAside },
  skip: { args: z.strictObject(ofTask), answer: setAside },
  land: {
    args: z.strictObject({
      ...ofEpic,
      strategy: z.enum(landingStrategies),
      message: z.string().nullable(),
      despite_checks: z.boolean(),
      set_aside: z.boolean().optional(),
      /** Names this landing, so that it can be cancelled. */
      call: id,
    }),
    answer: requestedEpic,
  },
  undo: {
    args: z.strictObject(ofEpic),
    answer: requested(z.object({ branch: z.string(), commit: z.string(), how: z.enum(["reset", "revert"]) })),
  },
  resolve: { args: z.strictObject(ofTask), answer: requestedEpic },
  beginResolution: {
    args: z.strictObject(ofTask),
    answer: requested(z.object({ path: z.string(), files: z.array(z.string()), open: z.array(z.string()) })),
  },
  finishResolution: { args: z.strictObject(ofTask), answer: requestedEpic },
  abortResolution: { args: z.strictObject(ofTask), answer: requestedEpic },
  takeOut: { args: z.strictObject(ofTask), answer: requestedEpic },
  changes: { args: z.strictObject(ofTask), answer: taskChangesSchema.nullable() },
  compare: {
    args: z.strictObject({
      ...ofTask,
      against: z.discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("commit"), commit: z.string().regex(/^[0-9a-f]{40,64}$/) }),
        z.strictObject({ kind: z.literal("workspace") }),
      ]),
    }),
    answer: taskChangesSchema.nullable(),
  },
  /** The content in base64. */
  blob: { args: z.strictObject({ id }), answer: z.string().nullable() },
  lineEdits: {
    args: z.strictObject({ oldBlob: id, newBlob: id }),
    answer: z.array(edit).nullable(),
  },
  worktree: { args: z.strictObject(ofTask), answer: z.string().nullable() },
  exportWork: {
    args: z.strictObject({ ...ofEpic, taskId: id.nullable(), folder: id, overwrite: z.boolean() }),
    answer: requested(z.array(z.string())),
  },
  worktrees: { args: z.strictObject({}), answer: z.array(worktreeSchema) },
  removeWorktree: { args: z.strictObject({ report: worktreeSchema }), answer: z.null() },
  overlaps: { args: z.strictObject({}), answer: z.array(overlapSchema) },
  tellOfOverlap: { args: z.strictObject(overlapName), answer: requested(z.array(z.string())) },
  leaveOverlap: { args: z.strictObject(overlapName), answer: z.boolean() },
  uncommitted: { args: z.strictObject({}), answer: z.array(z.string()) },
  models: { args: z.strictObject({}), answer: z.array(z.string()) },
  /** Ends a landing that goes on, or that is on its way. The landing answers for itself. */
  cancel: { args: z.strictObject({ call: id }), answer: z.null() },
};

export type OwnerVerb = keyof typeof ownerVerbs;
export type VerbArgs<V extends OwnerVerb> = z.infer<(typeof ownerVerbs)[V]["args"]>;
export type VerbAnswer<V extends OwnerVerb> = z.infer<(typeof ownerVerbs)[V]["answer"]>;

/** What works now. The greater version is the newer one: answers and the stream come by different ways. */
const runningSchema = z.object({ version: count, epics: z.array(z.string()) });
export type RunningReport = z.infer<typeof runningSchema>;

/** The class and the reason are those of our own program, so they are taken as they are. */
const breakdownSchema = z.custom<Breakdown>(
  (value) => z.object({ name: z.string(), message: z.string(), details: z.looseObject({}) }).safeParse(value).success,
);

/** The body of every answer of a verb. `problem`: the request itself was wrong, and nothing was done. */
export const verbBodySchema = z.union([
  z.object({ answer: z.unknown(), running: runningSchema }),
  z.object({ breakdown: breakdownSchema }),
  z.object({ problem: z.object({ message: z.string(), remedy: z.string() }) }),
]);
export type VerbBody = z.infer<typeof verbBodySchema>;

const eventSchema = z.custom<RecordedEvent>(
  (value) => z.looseObject({ seq: count, type: z.string() }).safeParse(value).success,
);

/** One line of the stream: JSON, and a line feed. */
export const streamLineSchema = z.discriminatedUnion("kind", [
  /** The first line. `seq`: everything after it follows. */
  z.object({ kind: z.literal("hello"), root: z.string(), seq: count, running: runningSchema }),
  z.object({ kind: z.literal("events"), events: z.array(eventSchema) }),
  z.object({
    kind: z.literal("live"),
    about: z.object({ epic_id: z.string(), task_id: z.string(), attempt: z.number().int() }),
    text: z.string(),
  }),
  z.object({ kind: z.literal("trouble"), epic_id: z.string(), breakdown: breakdownSchema }),
  z.object({ kind: z.literal("running"), running: runningSchema }),
  z.object({ kind: z.literal("overlaps"), overlaps: z.array(overlapSchema) }),
  /** Nothing happened for a while, and the owner is well. */
  z.object({ kind: z.literal("beat") }),
  /** The owner let the swarm go. */
  z.object({ kind: z.literal("end") }),
]);
export type StreamLine = z.infer<typeof streamLineSchema>;
