// What the status bar says: what needs the person before what can be reviewed before what works.
import type { Settings } from "../settings.ts";
import { counted, type Translate } from "../words.ts";
import type { Overview } from "./overview.ts";

export interface StatusText {
  /** With an icon in front, as VS Code writes it. */
  text: string;
  /** The whole sentence, for the tooltip and for those who hear it. */
  label: string;
  /** Something waits for the person: the one case for a colour. */
  warning: boolean;
}

const icon = "$(organization)";

function facts(t: Translate, overview: Overview): string[] {
  const { blocking, toReview, toMerge, working } = overview;
  const said: string[] = [];
  if (blocking > 0) said.push(counted(t, blocking, "{0} needs you", "{0} need you"));
  if (toReview > 0) said.push(counted(t, toReview, "{0} is ready for review", "{0} are ready for review"));
  if (toMerge > 0) said.push(counted(t, toMerge, "{0} can be merged", "{0} can be merged"));
  if (working > 0) said.push(counted(t, working, "{0} works", "{0} work"));
  return said;
}

function short(t: Translate, overview: Overview): string {
  const { blocking, toReview, toMerge, working } = overview;
  if (blocking > 0) return counted(t, blocking, "{0} needs you", "{0} need you");
  if (toReview > 0) return t("Review {0}", toReview);
  if (toMerge > 0) return t("Merge {0}", toMerge);
  return working > 0 ? t("{0} working", working) : t("Swarm");
}

/** Null: the item is hidden. */
export function statusTextOf(t: Translate, overview: Overview, setting: Settings["statusBar"]): StatusText | null {
  const said = facts(t, overview);
  if (setting === "never" || (setting === "whenActive" && said.length === 0)) return null;
  const label = said.length === 0 ? t("Swarm: nothing works and nothing needs you") : t("Swarm: {0}", said.join(", "));
  return { text: `${icon} ${short(t, overview)}`, label, warning: overview.blocking > 0 };
}
