// How the other process is called in sentences and in details.
import { OwnerError, type OwnerReport } from "../../application/ports/owner.ts";

export const ownerName = ({ pid, command }: OwnerReport): string => `Process ${pid} (${command})`;

export const ownerDetails = ({ pid, command, since }: OwnerReport): Record<string, unknown> => ({
  pid,
  command,
  since,
});

export const silentOwner = (owner: OwnerReport): OwnerError =>
  new OwnerError("silent", `${ownerName(owner)} owns this swarm and does not answer.`, ownerDetails(owner));

export const lostOwner = (owner: OwnerReport, cause?: unknown): OwnerError =>
  new OwnerError(
    "lost",
    `${ownerName(owner)}, which owned this swarm, ended or let it go before it answered.`,
    ownerDetails(owner),
    { cause },
  );
