// Records what keeps an epic from landing.
import type { EpicState } from "../../domain/epic-state.ts";
import type { Door } from "../execute.ts";

export async function refuseLanding(
  door: Door,
  epic: EpicState,
  code: string,
  message: string,
  files: readonly string[],
): Promise<void> {
  await door.execute({ type: "RefuseEpicLanding", epic_id: epic.id, code, message, files: [...files] }, "system");
}
