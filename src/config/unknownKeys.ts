/** Keys that nothing reads: what was probably meant, or where they belong. */
import { z } from "zod";
import { removeCommand, setTo } from "./commands";
import { nearest, withItsWord } from "./didYouMean";
import { type KeyOf, type KeyPath, stepsOf } from "./path";
import type { Problem } from "./problems";
import { repairedName } from "./repair";
import { providerKeys } from "./schema/proxy";
import { exampleOf, keysOf, schemaAt, unwrapped, valueAt } from "./schema/walk";
import { mayBeSecret, showName } from "./show";

/** What the issues are about. */
export interface Parsed {
  readonly schema: z.ZodType;
  /** What was parsed, to show the value that is wrong. */
  readonly raw: unknown;
  readonly keyOf: KeyOf;
  /** Whether the value at a path is marked as a secret and must not be shown. */
  readonly secret: (path: KeyPath) => boolean;
}

export function unknownKey(path: KeyPath, name: string, allowed: string, parsed: Parsed): Problem {
  const { schema, keyOf } = parsed;
  const found = "is not a known key (its value is not shown)";
  const steps = path.length === 0 ? stepsOf(name) : [];
  const target = steps.length > 1 ? schemaAt(schema, steps) : undefined;
  if (target) return setWithoutPath(name, steps, target, { found, allowed }, parsed);
  const key = keyOf([...path, name]);
  return { key, found, allowed, fix: `${meantBy(path, name, parsed)}, or ${removeCommand(key)}` };
}

/** Its name contains a path, which the CLI only reads as a path with `--path`. */
function setWithoutPath(
  name: string,
  steps: KeyPath,
  schema: z.ZodType,
  { found, allowed }: Pick<Problem, "found" | "allowed">,
  { raw, keyOf, secret }: Parsed,
): Problem {
  const value = valueAt(raw, [name]);
  const shown = schema.safeParse(value).success && !secret([name]) && !mayBeSecret(String(value));
  const key = keyOf([]) + showName(name);
  const set = setTo(keyOf, steps, shown ? value : exampleOf(schema));
  return {
    key,
    found: `${found}: it was set without --path`,
    allowed,
    fix: `with --path: pulumi config rm '${key}'${set.startsWith("pulumi") ? " && " : ", and "}${set}`,
  };
}

/** A key of the same section with a similar name, or else the place that has a key of that name. */
function meantBy(path: KeyPath, name: string, parsed: Parsed): string {
  const known = keysOf(schemaAt(parsed.schema, path));
  const meant = nearest(name, known);
  const home = meant === undefined ? homeOf(path, name, parsed) : undefined;
  if (home !== undefined) return `move it ${home} in the stack's YAML`;
  const like = meant ?? withItsWord(name, known);
  return `${like === undefined ? "correct its name" : `did you mean ${like}? rename it`} in the stack's YAML`;
}

/** Where a key of that name, or with that value, may be. */
function homeOf(path: KeyPath, name: string, { schema, raw, keyOf }: Parsed): string | undefined {
  const provided = Object.keys(providerKeys.shape).find((key) => key.endsWith(`:${name}`));
  if (path.length === 0 && provided !== undefined) return `to ${provided}`;
  const top = keysOf(schema);
  if (path.length > 0 && top.includes(name)) return `up, to be ${keyOf([name])},`;
  const value = valueAt(raw, [...path, name]);
  for (const section of top) {
    const inner = schemaAt(schema, [section]);
    const { valueType, element } = (inner ? unwrapped(inner) : {}) as Entries;
    if (keysOf(inner).includes(name)) return `below ${keyOf([section])}`;
    // An entry that lost its indent; texts are entries of anything.
    if (typeof value === "object" && valueType?.safeParse(value).success)
      return `below ${keyOf([section])}`;
    if (path[0] !== section && keysOf(valueType ?? element).includes(name))
      return `below an entry of ${keyOf([section])}`;
  }
  return undefined;
}

interface Entries {
  readonly valueType?: z.ZodType;
  readonly element?: z.ZodType;
}

/**
 * A vendor's key that lost its indent and is read as a vendor.
 *
 * @returns undefined if the path does not start with one
 */
export function keyOfAnEntry(path: KeyPath, { schema, raw, keyOf }: Parsed): Problem | undefined {
  const [section, name] = path;
  const record = section === undefined ? undefined : schemaAt(schema, [section]);
  const inner = record && unwrapped(record);
  if (!(inner instanceof z.ZodRecord) || typeof name !== "string") return undefined;
  const known = keysOf(inner.valueType as z.ZodType);
  // An entry may still have that name.
  const isEntry = known.some((key) => valueAt(raw, [...path.slice(0, 2), key]) !== undefined);
  if (!known.includes(name) || isEntry) return undefined;
  return {
    key: keyOf([String(section), name]),
    found: "is a key of an entry, where an entry's name is expected",
    allowed: "an entry's name, with its keys indented below it",
    fix: `indent ${name} below the entry that it belongs to in the stack's YAML`,
  };
}

export function invalidKey(path: KeyPath, allowed: string, parsed: Parsed): Problem {
  const key = parsed.keyOf(path);
  const record = schemaAt(parsed.schema, path.slice(0, -1));
  const { keyType } = (record ? unwrapped(record) : {}) as Partial<z.ZodRecord>;
  const better = keyType && repairedName(String(path.at(-1)), keyType as z.ZodType);
  const rename =
    better === undefined || mayBeSecret(better.text)
      ? "rename it"
      : `did you mean ${better.text}? rename it`;
  return {
    key,
    found: "is not a name that is allowed here",
    allowed,
    fix: `${rename} in the stack's YAML, or ${removeCommand(key)}`,
  };
}
