// The English text itself, filled in as VS Code does it.
import type { Translate } from "../../../src/surfaces/vscode/words.ts";

export const english: Translate = (message, ...values) =>
  message.replaceAll(/\{(\d+)\}/g, (_all, at: string) => String(values[Number(at)] ?? ""));
