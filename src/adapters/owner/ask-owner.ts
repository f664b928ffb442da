// Asks the owner for one verb, and gives its answer, or throws its breakdown as it was thrown there.
import { errorOf } from "../../application/ports/breakdown.ts";
import { OwnerError, type OwnerReport } from "../../application/ports/owner.ts";
import {
  ownerVerbs,
  verbBodySchema,
  type ClientRecord,
  type OwnerVerb,
  type RunningReport,
  type VerbAnswer,
  type VerbArgs,
} from "../../owner-protocol.ts";
import { postToOwner, type Answered } from "./owner-request.ts";
import { lostOwner, ownerDetails, silentOwner } from "./owner-words.ts";

export interface AskParts {
  record: Pick<ClientRecord, "url" | "token">;
  owner: OwnerReport;
  /** Ends every request with the error that is its reason: the client was closed, or the owner is gone. */
  signal: AbortSignal;
  isSilent(): boolean;
  onRunning(running: RunningReport): void;
}

/** Throws GitError, AgentsError and StoreError of the owner; OwnerError `silent`, `lost` and `refused`. */
export type AskOwner = <V extends OwnerVerb>(verb: V, args: VerbArgs<V>) => Promise<VerbAnswer<V>>;

/** It is on its way out: the same as if it were gone. */
const leaving = 503;

export function askOwner(parts: AskParts): AskOwner {
  const { record, owner, signal } = parts;

  async function post(verb: OwnerVerb, args: unknown): Promise<Answered> {
    // What was asked before the silence may still be answered; what is asked now would only pile up.
    if (parts.isSilent()) throw silentOwner(owner);
    try {
      return await postToOwner(record, `/owner/${verb}`, args, signal);
    } catch (error) {
      throw signal.aborted ? (signal.reason as Error) : lostOwner(owner, error);
    }
  }

  return async (verb, args) => {
    const { status, text } = await post(verb, args);
    if (status === leaving) throw lostOwner(owner);
    const refuse = (said: string): OwnerError =>
      new OwnerError("refused", `The process that owns this swarm refused: ${said}`, ownerDetails(owner));
    const body = verbBodySchema.safeParse(asJson(text));
    if (!body.success) throw refuse(`${status} ${text.slice(0, 200)}`);
    if ("breakdown" in body.data) throw errorOf(body.data.breakdown);
    if ("problem" in body.data) throw refuse(`${body.data.problem.message} ${body.data.problem.remedy}`);
    parts.onRunning(body.data.running);
    const answer = ownerVerbs[verb].answer.safeParse(body.data.answer);
    if (!answer.success) throw refuse(answer.error.message);
    return answer.data as VerbAnswer<typeof verb>;
  };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
