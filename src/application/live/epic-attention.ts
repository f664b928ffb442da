// Who answers the workers of each epic: as its own options say, also when they change while a worker waits.
import type { RecordedEvent } from "../../domain/events.ts";
import type { EpicState } from "../../domain/epic-state.ts";
import type { RunOptions } from "../../domain/run-options.ts";
import { decideAlone, waitForPerson, type Attention } from "../attention.ts";
import { liveAttention, type LiveAttention } from "./live-attention.ts";

export interface EpicAttention extends Attention, Pick<LiveAttention, "isAwaited"> {
  /** To be told of every stored batch, with the epic as it is after it. */
  hear(events: readonly RecordedEvent[], epic: EpicState | null): void;
}

type Options = Pick<RunOptions, "attended" | "unattended">;

const nobody = ({ unattended }: Options): Attention => (unattended === "wait" ? waitForPerson : decideAlone);

/** `epic` gives one as it is stored. */
export function epicAttention(epic: (epicId: string) => Promise<EpicState | null>): EpicAttention {
  const person = liveAttention();

  async function optionsOf(epicId: string): Promise<Options> {
    return (await epic(epicId))?.options ?? { attended: false, unattended: "wait" };
  }

  return {
    isAwaited: person.isAwaited,
    hear(events, now) {
      person.hear(events);
      if (now !== null && !now.options.attended) person.leave(now.id);
    },
    async permission(about, ask, over) {
      const options = await optionsOf(about.epic_id);
      const said = options.attended ? await person.permission(about, ask, over) : "left";
      return said === "left" ? nobody(await optionsOf(about.epic_id)).permission(about, ask, over) : said;
    },
    async question(about, ask, over) {
      const options = await optionsOf(about.epic_id);
      const said = options.attended ? await person.question(about, ask, over) : "left";
      return said === "left" ? nobody(await optionsOf(about.epic_id)).question(about, ask, over) : said;
    },
  };
}
