// The number on the icon of the Swarm.
import type { Settings } from "../settings.ts";
import { counted, type Translate } from "../words.ts";
import type { Overview } from "./overview.ts";

/** `value` 0: no badge. */
export interface Badge {
  value: number;
  tooltip: string;
}

export function badgeOf(t: Translate, overview: Overview, setting: Settings["badge"]): Badge {
  if (setting === "off") return { value: 0, tooltip: "" };
  const { blocking, toReview, toMerge } = overview;
  const blocked = blocking > 0 ? [counted(t, blocking, "{0} needs you", "{0} need you")] : [];
  if (setting === "blocking") return { value: blocking, tooltip: blocked.join("") };
  const ready = toReview > 0 ? [counted(t, toReview, "{0} is ready for review", "{0} are ready for review")] : [];
  const merge = toMerge > 0 ? [counted(t, toMerge, "{0} can be merged", "{0} can be merged")] : [];
  return { value: blocking + toReview + toMerge, tooltip: [...blocked, ...ready, ...merge].join(", ") };
}
