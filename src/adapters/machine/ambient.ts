// Time, dice and digests of this machine.
import { createHash, randomBytes } from "node:crypto";
import type { Clock, Ids } from "../../application/ports/ambient.ts";

export const systemClock: Clock = { now: () => Date.now() };

const alphabet = "abcdefghjkmnpqrstuvwxyz0123456789";

const characters = (length: number): string =>
  [...randomBytes(length)].map((byte) => alphabet[byte % alphabet.length]).join("");

/** Event ids sort by time: milliseconds and a counter in hexadecimal, then random characters. */
export function systemIds(clock: Clock): Ids {
  let last = 0;
  let within = 0;
  return {
    event() {
      const now = clock.now();
      within = now === last ? within + 1 : 0;
      last = now;
      const time = now.toString(16).padStart(12, "0");
      return `evt_${time}${within.toString(16).padStart(4, "0")}${characters(10)}`;
    },
    random: characters,
  };
}

/** SHA-256 in hexadecimal. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
