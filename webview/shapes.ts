// Guards for values of unknown shape: small and fast, because hundreds of rows may arrive in a frame.

export type Shape<T> = (value: unknown) => value is T;
type Shapes<T> = { [K in keyof T]-?: Shape<T[K]> };

export const text: Shape<string> = (value): value is string => typeof value === "string";
export const flag: Shape<boolean> = (value): value is boolean => typeof value === "boolean";
export const amount: Shape<number> = (value): value is number => typeof value === "number" && Number.isFinite(value);
/** A whole number from 0. */
export const count: Shape<number> = (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

export const orNull =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value): value is T | null =>
    value === null || shape(value);

export const orAbsent =
  <T>(shape: Shape<T>): Shape<T | undefined> =>
  (value): value is T | undefined =>
    value === undefined || shape(value);

export const oneOf =
  <const T extends string>(...words: readonly T[]): Shape<T> =>
  (value): value is T =>
    words.includes(value as T);

export const listOf =
  <T>(shape: Shape<T>): Shape<T[]> =>
  (value): value is T[] =>
    Array.isArray(value) && value.every(shape);

/** Has every named field in its shape; more fields are let through, so that an older page reads a newer host. */
export function record<T extends object>(shapes: Shapes<T>): Shape<T> {
  const fields = Object.entries(shapes) as [string, Shape<unknown>][];
  return (value): value is T => {
    if (typeof value !== "object" || value === null) return false;
    const found = value as Record<string, unknown>;
    for (const [name, shape] of fields) if (!shape(found[name])) return false;
    return true;
  };
}

/** One of several records, told apart by the word in their field `by`. */
export function tagged<T extends object>(by: string, shapes: Record<string, (value: unknown) => boolean>): Shape<T> {
  return (value): value is T => {
    if (typeof value !== "object" || value === null) return false;
    const word = (value as Record<string, unknown>)[by];
    return typeof word === "string" && Object.hasOwn(shapes, word) && shapes[word]?.(value) === true;
  };
}

export const wordsByText: Shape<Record<string, string>> = (value): value is Record<string, string> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(text);
