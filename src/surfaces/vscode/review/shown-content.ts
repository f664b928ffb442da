// What a review document shows of a content: the content itself, or why it is not shown.

/** Contents above this are named by their size only: an editor with more of them does not answer any more. */
export const contentLimit = 10 * 1024 * 1024;

export type ShownContent = { kind: "content"; bytes: Uint8Array } | { kind: "tooLarge"; megabytes: number };

export const shownContent = (bytes: Uint8Array): ShownContent =>
  bytes.byteLength > contentLimit
    ? { kind: "tooLarge", megabytes: Math.ceil(bytes.byteLength / (1024 * 1024)) }
    : { kind: "content", bytes };
