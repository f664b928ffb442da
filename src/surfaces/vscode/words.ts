// How sentences for people are made: `vscode.l10n.t` in the product, the English text itself in tests.

/** Translates an English sentence and fills `{0}`, `{1}` … */
export type Translate = (message: string, ...values: (string | number)[]) => string;

/** One of two whole sentences by a number, which fills `{0}`. */
export const counted = (t: Translate, amount: number, one: string, many: string): string =>
  amount === 1 ? t(one, amount) : t(many, amount);
