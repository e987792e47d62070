/**
 * Reading a resource's properties where a preview does not know all of them. The SDK throws when an
 * unknown value is read, and then skips the whole policy in that preview; reading each value separately keeps the
 * rest of the check. `pulumi up` checks the unknown values once they are known.
 */

/** @returns undefined for a value that the preview does not know */
export function known<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined; // Nothing else throws when a property of a plain object is read.
  }
}

/** The entries of an object or a list; without those whose value is unknown. */
export function entriesOf(value: unknown): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((key) => {
    const inner: unknown = known(() => Reflect.get(value, key) as unknown);
    return inner === undefined ? [] : [[key, inner]];
  });
}

/** A text inside a value, and the path of keys that leads to it. */
export interface Text {
  readonly path: readonly string[];
  readonly text: string;
}

/** Every text inside a value, at any depth. */
export function textsOf(value: unknown, path: readonly string[] = []): Text[] {
  if (typeof value === "string") return [{ path, text: value }];
  return entriesOf(value).flatMap(([key, inner]) => textsOf(inner, [...path, key]));
}

/** The texts of a property that maps names to texts, or lists them. */
export function textEntries(value: unknown): [string, string][] {
  return entriesOf(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
}
