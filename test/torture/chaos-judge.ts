// What must hold after a chaos round, judged on what everybody saw.
import type { ModelRequest } from "../../src/demo/scripted-model.ts";
import { textOf } from "../../src/demo/scripted-script.ts";
import type { RecordedEvent } from "../../src/domain/events.ts";
import type { Told } from "./chaos-words.ts";

export interface Evidence {
  /** The journal when all was over, in order. */
  journal: readonly RecordedEvent[];
  /** The numbers that a reader got who asked for what came after this one. */
  readAfter: { seq: number; seqs: readonly number[] };
  /** What each process was told, by its name. */
  told: Readonly<Record<string, readonly Told[]>>;
  /** Files whose mark the owner said to have stored. */
  acknowledged: readonly string[];
  requests: readonly Pick<ModelRequest, "kind" | "session" | "cwd" | "messages" | "at">[];
  /** Content of each worker's file in the integration branch and on the person's branch; null: it is not there. */
  files: readonly { task: string; integration: string | null; main: string | null }[];
  /** Commits on the person's branch since the start. */
  commits: number;
  /** What git says is not committed in the person's checkout. */
  uncommitted: string;
  /** Processes that are left. */
  left: readonly string[];
  epicId: string;
}

const contract = "## Your contract";

function gaps(name: string, told: readonly { seq: number }[]): string[] {
  const faults: string[] = [];
  for (const [at, { seq }] of told.entries()) {
    const before = told[at - 1]?.seq;
    if (before !== undefined && seq !== before + 1) faults.push(`${name} was told of event ${seq} after ${before}`);
  }
  return faults;
}

function judgeJournal({ journal, readAfter, told, acknowledged }: Evidence): string[] {
  const faults = gaps("a reader of the journal", journal);
  if (journal[0]?.seq !== 1) faults.push(`the journal begins with ${journal[0]?.seq}`);
  const rest = journal.map(({ seq }) => seq).filter((seq) => seq > readAfter.seq);
  if (rest.join() !== readAfter.seqs.join())
    faults.push(`who reads after ${readAfter.seq} gets ${readAfter.seqs.join()}`);
  const ids = new Map(journal.map(({ seq, id }) => [seq, id]));
  for (const [name, events] of Object.entries(told)) {
    faults.push(...gaps(name, events));
    const lost = events.filter(({ seq, id }) => ids.get(seq) !== id);
    if (lost.length > 0)
      faults.push(`${name} was told of events that are not stored: ${lost.map(({ seq }) => seq).join()}`);
  }
  const marked = journal.flatMap((event) => (event.type === "file_reviewed" ? [event.data.path] : []));
  for (const path of acknowledged)
    if (!marked.includes(path)) faults.push(`the mark of ${path} was acknowledged and is gone`);
  if (new Set(marked).size !== marked.length) faults.push("a mark is stored twice");
  return faults;
}

/** A session may be told its task once, and one thing for each attempt of its worker. */
function judgePrompts({ journal, requests }: Evidence): string[] {
  const faults: string[] = [];
  const sessions = new Map<string, string>();
  const asked = new Set<string>();
  const chats = requests.filter(({ kind }) => kind === "chat");
  for (const { session, cwd, messages } of chats) {
    const task = cwd.split("/").at(-1) ?? "";
    const known = sessions.get(task) ?? session;
    sessions.set(task, known);
    if (known !== session) faults.push(`${task} worked in two sessions`);
    const prompts = messages.filter(({ role }) => role === "user").map(({ content }) => textOf(content));
    const tasks = prompts.filter((prompt) => prompt.includes(contract)).length;
    if (tasks !== 1) faults.push(`${task} was told its task ${tasks} times`);
    const attempts = journal.filter((event) => event.type === "task_started" && event.task_id === task).length;
    if (prompts.length > attempts) faults.push(`${task} was told ${prompts.length} things in ${attempts} attempts`);
    const question = `${session} ${messages.length} ${JSON.stringify(messages.at(-1))}`;
    if (asked.has(question)) faults.push(`${task} asked the model the same twice, at message ${messages.length}`);
    asked.add(question);
  }
  return [...new Set(faults)];
}

function judgeWork({ journal, files, commits, uncommitted, epicId }: Evidence): string[] {
  const faults: string[] = [];
  for (const { task, integration, main } of files) {
    const wanted = `${task}\n`;
    if (integration !== wanted) faults.push(`${task}.txt in the integration branch is ${JSON.stringify(integration)}`);
    if (main !== wanted) faults.push(`${task}.txt on the person's branch is ${JSON.stringify(main)}`);
    const landed = journal.filter((event) => event.type === "task_landed" && event.task_id === task).length;
    if (landed !== 1) faults.push(`${task} landed ${landed} times`);
  }
  const landed = journal.filter((event) => event.type === "epic_landed" && event.epic_id === epicId).length;
  if (landed !== 1) faults.push(`the epic landed ${landed} times`);
  if (commits !== files.length) faults.push(`${commits} commits landed of ${files.length} tasks`);
  if (uncommitted !== "") faults.push(`the person's checkout is not clean: ${uncommitted.trim()}`);
  return faults;
}

/** What must never happen and did. */
export const judge = (evidence: Evidence): string[] => [
  ...judgeJournal(evidence),
  ...judgePrompts(evidence),
  ...judgeWork(evidence),
  ...(evidence.left.length > 0 ? [`left running: ${evidence.left.join("; ")}`] : []),
];

/** The same evidence with one thing wrong each: shows that the judge would see it. */
export function spoiled(evidence: Evidence): Evidence[] {
  const { journal, told, requests, files } = evidence;
  const [first] = Object.entries(told).filter(([, events]) => events.length > 2);
  const chat = requests.find(({ kind }) => kind === "chat");
  const prompt = chat?.messages.find(({ role }) => role === "user");
  return [
    ...(first === undefined ? [] : [{ ...evidence, told: { ...told, [first[0]]: first[1].toSpliced(1, 1) } }]),
    { ...evidence, journal: journal.filter(({ seq }) => seq !== 3) },
    { ...evidence, acknowledged: ["never.ts"] },
    { ...evidence, files: files.with(0, { task: files[0]?.task ?? "", integration: "other\n", main: null }) },
    { ...evidence, left: ["1 opencode serve"] },
    ...(chat === undefined || prompt === undefined
      ? []
      : [{ ...evidence, requests: [...requests, { ...chat, messages: [...chat.messages, prompt] }] }]),
  ];
}
