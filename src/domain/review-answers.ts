// What a worker says to the comments of the review that it works through. Its words, which prove nothing.
import type { SwarmEvent } from "./events.ts";
import { refuse, type Decision } from "./rejection.ts";
import type { ReviewAnswer } from "./review.ts";
import type { TaskState } from "./task-state.ts";

/** More are not kept: the oldest go. */
const mostKept = 200;

/** `answers` are of comments by their number, from 1. One that has no comment is told, and nothing of the call is stored. */
export function decideReply(
  { review }: TaskState,
  answers: readonly { comment: number; answer: string }[],
): Decision<SwarmEvent> {
  const count = review?.comments.length ?? 0;
  if (count === 0) return refuse("UnknownRequest", "there is no comment of a review to answer");
  const found: ReviewAnswer[] = [];
  for (const { comment: number, answer } of answers) {
    const comment = review?.comments[number - 1];
    if (comment === undefined)
      return refuse("UnknownRequest", `there is no comment ${number}: the review has 1 to ${count}`);
    found.push({ comment, answer });
  }
  return { ok: true, events: [{ type: "review_answered", data: { answers: found } }] };
}

const nameOf = ({ comment: { id, path, side, lines, text } }: ReviewAnswer): string =>
  id ?? JSON.stringify([path, side, lines, text]);

/** The last answer to each comment. */
export function withAnswers(known: readonly ReviewAnswer[], more: readonly ReviewAnswer[]): ReviewAnswer[] {
  const byName = new Map(known.map((one) => [nameOf(one), one]));
  for (const one of more) {
    byName.delete(nameOf(one));
    byName.set(nameOf(one), one);
  }
  return [...byName.values()].slice(-mostKept);
}
