// What a person says of a worker's pinned commit: comments on lines, sent as one message.

export interface ReviewComment {
  /** Repository-relative path, as it is on the side that the comment stands on. */
  path: string;
  /** `old`: the base of the review; `new`: the pinned commit. */
  side: "old" | "new";
  /** First and last line, from 1, both included; null: the comment is about the file. */
  lines: { start: number; end: number } | null;
  /** Those lines as they were when the comment was written, at most 20. */
  quote: string[];
  text: string;
  /** Who sent it knows it by this when it is answered; absent: nobody asks. */
  id?: string;
}

/** What the worker said to a comment: its own words, which prove nothing. */
export interface ReviewAnswer {
  comment: ReviewComment;
  answer: string;
}

export interface Review {
  /** The commit that was looked at. */
  commit: string;
  comments: ReviewComment[];
  /** Words about the whole, or null. */
  note: string | null;
}
