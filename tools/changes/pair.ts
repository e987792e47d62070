import { isDeepStrictEqual } from "node:util";

/** The same thing at the base and here. */
export interface Pair<T> {
  readonly before: T;
  readonly after: T;
}

export function changed<T>({ before, after }: Pair<T>): boolean {
  return !equal(before, after);
}

export function equal(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, other);
}
