// What stands above the tree when nothing can be done in it: another process owns the swarm, or it cannot be opened.
import type { Banner } from "../../../protocol.ts";
import { breakdownSentence } from "../breakdown-sentence.ts";
import { clipped, plainLine } from "../plain-line.ts";
import type { SessionState } from "../session/swarm-session.ts";
import type { Translate } from "../words.ts";

const commandLength = 80;

export function ownerBanner(t: Translate, state: SessionState): Banner | null {
  if (state.kind === "broken") {
    const command = { id: "swarmPanel.setup.check", title: t("Try Again") };
    return { text: t("The swarm cannot be opened: {0}", breakdownSentence(t, state.error)), command };
  }
  if (state.kind !== "other") return null;
  const { pid } = state.owner;
  const name = clipped(plainLine(state.owner.command), commandLength);
  const text = t("{0} (process {1}) runs this swarm. You can look; to act, wait until it ends.", name, pid);
  return { text, command: { id: "swarmPanel.logs.show", title: t("Show Log") } };
}
