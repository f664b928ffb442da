// The complete table of a task: what each command does in each state. The compiler refuses a missing cell.
import type { TaskCommandType } from "./commands.ts";
import { taskStatuses, type TaskStatus } from "./task-status.ts";

/** Accept: it makes events. Ignore: it is late or repeated, and harmless. Refuse: the caller is told why. */
export type Outcome = "accept" | "ignore" | "refuse";

const A = "accept";
const i = "ignore";
const r = "refuse";

type OutcomePer<Columns extends readonly TaskStatus[]> = { readonly [K in keyof Columns]: Outcome };
type Row = OutcomePer<typeof taskStatuses>;

// oxfmt-ignore
const rows: Record<TaskCommandType, Row> = {
  //                      que blo sta wor per ans ret sta sto int rea cha app lan con lan fai dis
  StartTask:             [ A,  r,  i,  i,  r,  r,  r,  r,  r,  r,  r,  A,  r,  r,  r,  r,  r,  r ],
  RecordWorktree:        [ r,  r,  A,  i,  i,  i,  i,  i,  i,  i,  r,  r,  r,  r,  r,  r,  i,  i ],
  RecordWorkerSpawned:   [ r,  r,  A,  i,  i,  i,  i,  i,  i,  i,  r,  r,  r,  r,  r,  r,  i,  i ],
  RequestPrompt:         [ r,  r,  A,  A,  A,  A,  A,  A,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r ],
  RecordPromptSent:      [ r,  r,  A,  A,  A,  A,  A,  A,  i,  i,  r,  r,  r,  r,  r,  r,  i,  i ],
  ReportProgress:        [ r,  r,  A,  A,  A,  A,  A,  A,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r ],
  ReportRetrying:        [ i,  i,  A,  A,  i,  i,  A,  A,  i,  i,  i,  i,  i,  i,  i,  i,  i,  i ],
  ReportStalled:         [ i,  i,  A,  A,  i,  i,  A,  i,  i,  i,  i,  i,  i,  i,  i,  i,  i,  i ],
  ReportActive:          [ i,  i,  i,  i,  i,  i,  A,  A,  i,  i,  i,  i,  i,  i,  i,  i,  i,  i ],
  AskPermission:         [ i,  i,  A,  A,  A,  A,  A,  A,  i,  i,  i,  i,  i,  i,  i,  i,  i,  i ],
  ReplyPermission:       [ r,  r,  r,  r,  A,  A,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r ],
  AskQuestion:           [ i,  i,  A,  A,  A,  A,  A,  A,  i,  i,  i,  i,  i,  i,  i,  i,  i,  i ],
  AnswerQuestion:        [ r,  r,  r,  r,  A,  A,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r ],
  ReportCompletion:      [ r,  r,  A,  A,  A,  A,  A,  A,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r ],
  ReportReply:           [ r,  r,  A,  A,  A,  A,  A,  A,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r ],
  RecordTurnEnd:         [ i,  i,  A,  A,  A,  A,  A,  A,  A,  A,  i,  i,  i,  i,  i,  i,  A,  A ],
  RecordWork:            [ r,  r,  A,  A,  A,  A,  A,  A,  i,  i,  r,  r,  r,  r,  r,  r,  i,  i ],
  RecordCheck:           [ r,  r,  A,  A,  A,  A,  A,  A,  i,  i,  r,  r,  r,  r,  r,  r,  i,  i ],
  FinishWork:            [ r,  r,  A,  A,  A,  A,  A,  A,  i,  i,  i,  r,  r,  r,  r,  r,  i,  i ],
  FailWorker:            [ i,  i,  A,  A,  A,  A,  A,  A,  i,  i,  r,  A,  r,  r,  r,  r,  i,  i ],
  ApproveTask:           [ r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  A,  r,  i,  i,  r,  i,  r,  r ],
  RequestChanges:        [ r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  A,  r,  A,  r,  r,  r,  r,  r ],
  MarkReviewed:          [ A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A ],
  RejectPart:            [ r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  A,  r,  A,  r,  r,  r,  r,  r ],
  TakePart:              [ r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  A,  r,  A,  r,  r,  r,  r,  r ],
  UndoPart:              [ r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  A,  r,  A,  r,  r,  r,  r,  r ],
  BeginTaskLanding:      [ r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  A,  i,  r,  r,  r,  r ],
  RecordTaskLanded:      [ r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  A,  r,  i,  r,  r ],
  AbandonTaskLanding:    [ i,  i,  i,  i,  i,  i,  i,  i,  i,  i,  i,  i,  i,  A,  i,  i,  i,  i ],
  TakeTaskOut:           [ r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  A,  r,  r ],
  SendTaskBack:          [ r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  A,  r,  r,  r,  r,  r ],
  AskToResolve:          [ r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  A,  r,  r,  r ],
  RecordTaskConflict:    [ r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  A,  A,  i,  r,  r,  r ],
  BeginResolution:       [ r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  A,  r,  r,  r ],
  AbandonResolution:     [ i,  i,  i,  i,  i,  i,  i,  i,  i,  i,  i,  i,  i,  i,  A,  i,  i,  i ],
  RecordResolution:      [ r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  r,  A,  r,  r,  r ],
  RetryTask:             [ i,  r,  r,  r,  r,  A,  r,  A,  A,  A,  A,  r,  r,  r,  A,  r,  A,  A ],
  ResumeTask:            [ i,  r,  i,  i,  r,  r,  r,  r,  A,  A,  r,  r,  r,  r,  r,  r,  r,  r ],
  StopTask:              [ A,  A,  A,  A,  A,  A,  A,  A,  i,  A,  r,  A,  r,  r,  r,  r,  r,  r ],
  InterruptTask:         [ i,  i,  A,  A,  A,  A,  A,  A,  i,  i,  i,  i,  i,  i,  i,  i,  i,  i ],
  DiscardTask:           [ A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  r,  A,  r,  A,  i ],
  SkipTask:              [ A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  r,  A,  r,  A,  A ],
  RecordWorktreeRemoved: [ A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A,  A ],
};

const table = new Map(
  Object.entries(rows).map(([command, row]) => [
    command,
    new Map(taskStatuses.map((status, at) => [status, row[at] ?? r])),
  ]),
);

/** What a command does to a task in a state. */
export const outcomeOf = (command: TaskCommandType, status: TaskStatus): Outcome =>
  table.get(command)?.get(status) ?? "refuse";

/** The command types of a task, for tests over the whole table. */
export const taskCommandTypes = Object.keys(rows) as TaskCommandType[];
