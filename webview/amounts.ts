// Times, money, tokens and line counts as the person reads them. What is unknown is a dash, never a zero.
import { t } from "@vscode/l10n";
import type { EpicRow, LineCount, PanelSettings } from "../src/protocol.ts";

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** "42s", "4m 10s", "2h 05m". */
export function elapsedText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return t("{0}s", seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t("{0}m {1}s", minutes, twoDigits(seconds % 60));
  return t("{0}h {1}m", Math.floor(minutes / 60), twoDigits(minutes % 60));
}

/** In whole minutes, for a name that must not change every second; null below one minute. */
export function spokenElapsed(milliseconds: number): string | null {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return null;
  if (minutes < 60) return minutes === 1 ? t("1 minute") : t("{0} minutes", minutes);
  const hours = Math.floor(minutes / 60);
  return hours === 1 ? t("1 hour") : t("{0} hours", hours);
}

/** Of US dollars. */
export function costText(dollars: number | null): string {
  if (dollars === null || dollars === 0) return "–";
  return dollars < 0.01 ? "<$0.01" : `$${dollars.toFixed(2)}`;
}

/** All tokens that were paid for in some way: "12.4k". */
export function tokensText(tokens: EpicRow["tokens"]): string {
  if (tokens === null) return "–";
  const sum = tokens.input + tokens.output + tokens.reasoning + tokens.cache_read + tokens.cache_write;
  if (sum < 1000) return t("{0} tokens", sum);
  return sum < 1_000_000
    ? t("{0}k tokens", (sum / 1000).toFixed(sum < 10_000 ? 1 : 0))
    : t("{0}M tokens", (sum / 1_000_000).toFixed(1));
}

/** By the setting; empty if nothing is to be shown. */
export function spentTexts(row: Pick<EpicRow, "cost" | "tokens">, show: PanelSettings["showCost"]): string[] {
  switch (show) {
    case "off":
      return [];
    case "cost":
      return [costText(row.cost)];
    case "tokens":
      return [tokensText(row.tokens)];
    case "both":
      return [costText(row.cost), tokensText(row.tokens)];
  }
}

export const filesText = (count: number): string => (count === 1 ? t("1 file") : t("{0} files", count));

/** "+120", or null where git counts none or there are none. */
export const addedText = ({ added }: LineCount): string | null => (added === null || added === 0 ? null : `+${added}`);
export const deletedText = ({ deleted }: LineCount): string | null =>
  deleted === null || deleted === 0 ? null : `−${deleted}`;
