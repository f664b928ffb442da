// Notices a turn that runs away: OpenCode asks the model again at once, without end, when a stream has no proper end.

export interface TurnLimits {
  /** Answers in a row that ended for no known reason. */
  unknownFinishes: number;
}

export const defaultLimits: TurnLimits = { unknownFinishes: 5 };

/** Counts the answers of one turn. `add` returns why the turn must be ended, or null. */
export function createAnswerCounter(limits: TurnLimits & { /** In one turn. */ answers: number }): {
  add(answer: { message_id: string; finish: string | null; completed: boolean }): string | null;
} {
  const seen = new Set<string>();
  const judged = new Set<string>();
  let unknown = 0;
  return {
    add({ message_id, finish, completed }) {
      seen.add(message_id);
      if (seen.size > limits.answers) return `the model was asked ${limits.answers} times in one turn without an end`;
      if (!completed || judged.has(message_id)) return null;
      judged.add(message_id);
      unknown = finish === null || finish === "" || finish === "unknown" ? unknown + 1 : 0;
      if (unknown <= limits.unknownFinishes) return null;
      return `the provider's answers broke off ${unknown} times in a row without saying why`;
    },
  };
}
