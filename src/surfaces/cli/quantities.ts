// Numbers as people read them. Unknown is a dash, never a zero.
import type { Tokens } from "../../domain/events.ts";

export const unknown = "–";

/** `0:07`, `12:03`, `1:02:03` for milliseconds. */
export function duration(ms: number | null): string {
  if (ms === null) return unknown;
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** Every token that the provider counted, cached ones included. */
export const tokenCount = (tokens: Tokens | null): number | null =>
  tokens === null ? null : tokens.input + tokens.output + tokens.reasoning + tokens.cache_read + tokens.cache_write;

/** `940`, `12.3k`, `1.2M`. */
export function count(value: number | null): string {
  if (value === null) return unknown;
  if (value < 1000) return String(value);
  return value < 999_950 ? `${(value / 1000).toFixed(1)}k` : `${(value / 1_000_000).toFixed(1)}M`;
}

/** US dollars. */
export const dollars = (cost: number | null): string =>
  cost === null ? unknown : `$${cost.toFixed(cost < 0.1 ? 4 : 2)}`;

export function bytes(size: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = size;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return unit === 0 ? `${value} B` : `${value.toFixed(1)} ${units[unit]}`;
}

/** Local time of day, `12:03:04`, of a moment in milliseconds since the epoch. */
export const timeOfDay = (at: number): string => new Date(at).toTimeString().slice(0, 8);

/** The sum of what is known, or null when nothing is. */
export function sumKnown(values: Iterable<number | null>): number | null {
  let sum: number | null = null;
  for (const value of values) if (value !== null) sum = (sum ?? 0) + value;
  return sum;
}

/** `1 file`, `3 files`. */
export const plural = (amount: number, one: string): string => `${amount} ${one}${amount === 1 ? "" : "s"}`;
