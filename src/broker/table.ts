/** The table's interface for the broker, and its items' format on the wire. */
export const TABLE_KEYS = { partition: "pk", sort: "sk", timeToLive: "expiresAt" } as const;

export interface ItemKey {
  /** `client#<client id>`, written by Pulumi only, or `token#<client id>`, written by the broker only. */
  readonly pk: string;
  readonly sk: string;
}

/** Attribute names differ by letters: the provider of aws.dynamodb.TableItem needs that. */
export type Item = ItemKey & Readonly<Record<string, Value>>;
type Value = string | number | boolean | Uint8Array;

export interface Live {
  readonly answeredAfter: number;
  readonly leasedAfter: number;
}

export interface Table {
  /**
   * Reads up to 100 items in one consistent round trip.
   *
   * @returns them in the order of the keys; undefined where there is none
   * @throws if any could not be read
   */
  read: (keys: readonly ItemKey[]) => Promise<(Item | undefined)[]>;
  /**
   * Writes a whole item if the existing one has this revision, or if there is none and `replaces` is undefined.
   *
   * @returns whether it was written
   * @throws if that is not known
   */
  put: (item: Item & { revision: string }, replaces: string | undefined) => Promise<boolean>;
  /**
   * How many items of this generation a partition has whose answer is valid after `answeredAfter`, in epoch
   * seconds, or whose lease ends after `leasedAfter`, in epoch milliseconds.
   */
  countLive: (pk: string, generation: string, live: Live) => Promise<number>;
}

/** Writes an item that others may write too. @returns whether this write is the stored one */
export async function claim(
  table: Table,
  item: Item & { revision: string },
  replaces: string | undefined,
): Promise<boolean> {
  try {
    return await table.put(item, replaces);
  } catch {
    // It may have succeeded although its answer was lost.
    const [there] = await table.read([item]);
    return there?.revision === item.revision;
  }
}

export type AttributeValue = { S: string } | { N: string } | { BOOL: boolean } | { B: Uint8Array };

/** An item in DynamoDB's own notation, which aws.dynamodb.TableItem takes as JSON. */
export function toAttributes(
  item: Readonly<Record<string, Value>>,
): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, toAttribute(value)]),
  );
}

function toAttribute(value: Value): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  return typeof value === "boolean" ? { BOOL: value } : { B: value };
}

/** @throws if an attribute has a type that the broker does not use */
export function fromAttributes(attributes: Readonly<Record<string, object>>): Item {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, fromAttribute(value)]),
  ) as Item;
}

function fromAttribute(attribute: object): Value {
  if ("N" in attribute) return Number(attribute.N);
  const [value] = ["S", "BOOL", "B"].flatMap((type) =>
    type in attribute ? [attribute[type as keyof typeof attribute] as Value] : [],
  );
  if (value === undefined) throw new TypeError("An attribute has an unknown type.");
  return value;
}
