// What stands above the tree when nothing can be done in it: the process that owns the swarm does not answer, or it cannot be opened.
import type { Banner } from "../../../protocol.ts";
import { breakdownSentence } from "../breakdown-sentence.ts";
import { clipped, plainLine } from "../plain-line.ts";
import type { SessionState } from "../session/swarm-session.ts";
import type { Translate } from "../words.ts";

const commandLength = 80;

export function ownerBanner(t: Translate, state: SessionState): Banner | null {
  const log = { id: "swarmPanel.logs.show", title: t("Show Log") };
  if (state.kind === "broken") {
    const command = { id: "swarmPanel.setup.check", title: t("Try Again") };
    return { text: t("The swarm cannot be opened: {0}", breakdownSentence(t, state.error)), command };
  }
  if (state.kind === "waiting") {
    return { text: t("The swarm cannot be used yet: {0}", breakdownSentence(t, state.error)), command: log };
  }
  if (state.kind !== "open" || state.owner === null || state.answers) return null;
  const name = clipped(plainLine(state.owner.command), commandLength);
  const text = t(
    "{0} (process {1}) runs this swarm and does not answer. If it does not come back, end that process: another window goes on in its place, and nothing is lost.",
    name,
    state.owner.pid,
  );
  return { text, command: log };
}
