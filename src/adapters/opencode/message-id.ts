// Message ids as OpenCode makes them: it orders a session's messages by id, so ours must sort between its own.
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomLength = 14;

/**
 * `msg_`, 12 hex digits (the low 36 bits of the milliseconds, then a counter of 12 bits), 14 random characters.
 * OpenCode's counter starts at 1, so that ours, 0, sorts before what it makes in the same millisecond.
 * @param random at least 14 bytes
 */
export function messageIdFor(now: number, random: Uint8Array): string {
  const time = ((BigInt(now) << 12n) & 0xffff_ffff_ffffn).toString(16).padStart(12, "0");
  const tail = Array.from(random.subarray(0, randomLength), (byte) => alphabet[byte % alphabet.length]).join("");
  return `msg_${time}${tail}`;
}
