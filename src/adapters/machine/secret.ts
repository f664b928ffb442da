// Secrets that programs of this machine show to each other.
import { randomBytes, timingSafeEqual } from "node:crypto";

/** 32 random bytes, in hexadecimal. */
export const newSecret = (): string => randomBytes(32).toString("hex");

/** Takes as long for a near miss as for a wild guess. */
export function sameSecret(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
