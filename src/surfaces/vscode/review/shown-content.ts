// What a review document shows of a content: the content itself, or why it is not shown.

/** Bytes. Contents above it are named by their size only: an editor with more of them does not answer any more. */
export const contentLimit = 10 * 1024 * 1024;

export type ShownContent =
  | { kind: "content"; bytes: Uint8Array }
  | { kind: "tooLarge"; megabytes: number }
  /** There is no such file content. */
  | { kind: "missing" };

/** `size` in bytes. */
export const tooLarge = (size: number): ShownContent => ({
  kind: "tooLarge",
  megabytes: Math.ceil(size / (1024 * 1024)),
});

export function shownContent(bytes: Uint8Array | null): ShownContent {
  if (bytes === null) return { kind: "missing" };
  return bytes.byteLength > contentLimit ? tooLarge(bytes.byteLength) : { kind: "content", bytes };
}
