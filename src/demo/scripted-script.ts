// Finds the script in a conversation: which steps there are and which one is next. Stateless, so it survives restarts.
import { responsesOf, scriptSchema, type Step, type StepInput } from "./scripted-step.ts";

const open = "<<<SCRIPT";
const close = "SCRIPT>>>";

/** Text to put in a prompt: a scripted model plays these steps when it reads them. */
export const scriptBlock = (steps: readonly StepInput[]): string => `${open} ${JSON.stringify(steps)} ${close}`;

/** The same with steps for every message that comes after the script was played to its end: a review, say. */
export const scriptBlockWithLater = (steps: readonly StepInput[], later: readonly StepInput[]): string =>
  `${open} ${JSON.stringify({ steps, later })} ${close}`;

export interface ChatMessage {
  role: string;
  content: unknown;
}

export interface FoundScript {
  steps: Step[];
  /** The script as it was written: names it in counters. */
  raw: string;
  /** Responses already given since the script was read. */
  played: number;
}

/** Text of a chat message, whether it came as a string or as parts. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part: unknown) => {
      if (typeof part === "string") return part;
      return typeof part === "object" && part !== null && "text" in part ? String(part.text) : "";
    })
    .join("\n");
}

/**
 * The newest user message that carries a script wins; later messages without one go on with the steps not yet played, and
 * when all were played with the script's steps for later. Null: no script anywhere. A script that cannot be read comes
 * back as the sentence that says why.
 */
export function findScript(messages: readonly ChatMessage[]): FoundScript | string | null {
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index];
    if (message?.role !== "user") continue;
    const found = parseScript(textOf(message.content));
    if (found === null) continue;
    if (typeof found === "string") return found;
    return place(found, messages.slice(index + 1));
  }
  return null;
}

const answers = (messages: readonly ChatMessage[]): number =>
  messages.filter((message) => message.role === "assistant").length;

/** Where the conversation stands that came after the script. */
function place({ steps, later, raw }: ParsedScript, after: readonly ChatMessage[]): FoundScript {
  const played = answers(after);
  const last = after.findLastIndex((message) => message.role === "user");
  const playedBefore = answers(after.slice(0, Math.max(0, last)));
  if (later.length === 0 || last < 0 || playedBefore < responsesOf(steps).length) return { steps, raw, played };
  return { steps: later, raw: `${raw} later ${playedBefore}`, played: played - playedBefore };
}

interface ParsedScript {
  steps: Step[];
  later: Step[];
  raw: string;
}

function parseScript(text: string): ParsedScript | string | null {
  const start = text.indexOf(open);
  if (start < 0) return null;
  let failure = "it has no end";
  for (const end of candidateEnds(text, start)) {
    const raw = text.slice(start + open.length, end).trim();
    try {
      const parsed = scriptSchema.safeParse(JSON.parse(raw));
      if (parsed.success) return { ...parsed.data, raw };
      failure = parsed.error.message;
    } catch (error) {
      failure = String(error);
    }
  }
  return `bad script: ${failure}`;
}

/** The longest first, since a script may carry another one in a string; then the shortest that reads. */
function candidateEnds(text: string, start: number): number[] {
  const ends: number[] = [];
  for (let end = text.indexOf(close, start); end >= 0; end = text.indexOf(close, end + 1)) ends.push(end);
  return ends.length > 1 ? [...ends.slice(-1), ...ends.slice(0, -1)] : ends;
}

/** Fills {{name}} in every string of a step. */
export function substitute<T>(value: T, names: Readonly<Record<string, string>>): T {
  return replaceIn(value, names) as T;
}

function replaceIn(value: unknown, names: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string") return value.replace(/\{\{(\w+)\}\}/g, (all, name: string) => names[name] ?? all);
  if (Array.isArray(value)) return value.map((item) => replaceIn(item, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceIn(item, names)]));
}
