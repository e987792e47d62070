import type { z } from "zod";
import { removeCommand, setTo } from "./commands";
import { nearest } from "./didYouMean";
import { type KeyOf, type KeyPath, keyName, stepsOf } from "./path";
import { repaired } from "./repair";
import { choicesOf, exampleOf, keysOf, schemaAt, unwrapped } from "./schema/walk";
import { ENCRYPTED, mayBeSecret, show } from "./show";

/** One thing that is wrong in the configuration, said so that it can be fixed. */
export interface Problem {
  /** Where: the configuration key with the path inside it. */
  readonly key: string;
  /** What is there, or that nothing is; never a secret. */
  readonly found: string;
  /** What may be there. */
  readonly allowed: string;
  /** How to fix it, as a command where one does. */
  readonly fix: string;
  /** File and line, where they are known. */
  readonly where?: string | undefined;
}

/** Thrown when the configuration has problems: all of them at once, a line each. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    const lines = problems.map(
      ({ where, key, found, allowed, fix }) =>
        `${where === undefined ? "" : `${where}: `}${key} ${found}; allowed: ${allowed}; fix: ${fix}`,
    );
    super(
      problems.length === 1
        ? `The stack's configuration has a problem: ${lines.join("")}`
        : [`The stack's configuration has ${problems.length} problems:`, ...lines].join("\n  "),
    );
    this.name = "ConfigError";
  }
}

/** What the issues are about. */
interface Parsed {
  readonly schema: z.ZodType;
  /** What was parsed, to show the value that is wrong. */
  readonly raw: unknown;
  readonly keyOf: KeyOf;
  /** Whether the value at a path is marked as a secret and must not be shown. */
  readonly secret: (path: KeyPath) => boolean;
}

/** Turns zod's issues into problems. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], parsed: Parsed): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    // Of a value that may be a word or an object, an object's own mistakes say more.
    const inner = issue.code === "invalid_union" ? issue.errors.find(isInside) : undefined;
    if (inner)
      return problemsOf(
        inner.map((each) => ({ ...each, path: [...issue.path, ...each.path] })),
        parsed,
      );
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((name) => unknownKey(issue.path, name, issue.message, parsed));
    if (issue.code === "invalid_key")
      return [invalidKey(issue.path, issue.issues[0]?.message ?? issue.message, parsed)];
    return [invalidValue(issue, parsed)];
  });
}

function unknownKey(path: KeyPath, name: string, allowed: string, parsed: Parsed): Problem {
  const { schema, keyOf } = parsed;
  const found = "is not a known key (its value is not shown)";
  const steps = path.length === 0 ? stepsOf(name) : [];
  const target = steps.length > 1 ? schemaAt(schema, steps) : undefined;
  if (target) return setWithoutPath(name, steps, target, { found, allowed }, parsed);
  const key = keyOf([...path, name]);
  const meant = meantKey(path, name, parsed);
  const rename = meant === undefined ? "correct its name" : `did you mean ${meant}? rename it`;
  return { key, found, allowed, fix: `${rename} in the stack's YAML, or ${removeCommand(key)}` };
}

/** Its name has a path in it, which the CLI takes for a path only with `--path`. */
function setWithoutPath(
  name: string,
  steps: KeyPath,
  schema: z.ZodType,
  { found, allowed }: Pick<Problem, "found" | "allowed">,
  { raw, keyOf, secret }: Parsed,
): Problem {
  const value = valueAt(raw, [name]);
  const shown = schema.safeParse(value).success && !secret([name]) && !mayBeSecret(String(value));
  const key = keyOf([]) + keyName(name);
  const set = setTo(keyOf, steps, shown ? value : exampleOf(schema));
  return {
    key,
    found: `${found}: it was set without --path`,
    allowed,
    fix: `with --path: pulumi config rm '${key}'${set.startsWith("pulumi") ? " && " : ", and "}${set}`,
  };
}

/** A key of the same section with a name like it, or else the section that has a key of that name. */
function meantKey(path: KeyPath, name: string, { schema }: Parsed): string | undefined {
  const known = keysOf(schemaAt(schema, path));
  const section = known.find((each) => keysOf(schemaAt(schema, [...path, each])).includes(name));
  return nearest(name, known) ?? (section && `${section}.${name}`);
}

function invalidKey(path: KeyPath, allowed: string, { schema, keyOf }: Parsed): Problem {
  const key = keyOf(path);
  const record = schemaAt(schema, path.slice(0, -1));
  const { keyType } = (record ? unwrapped(record) : {}) as Partial<z.ZodRecord>;
  const better = keyType && repaired(path.at(-1), keyType as z.ZodType);
  const rename =
    better === undefined || mayBeSecret(better.text)
      ? "rename it"
      : `did you mean ${better.text}? rename it`;
  return {
    key,
    found: "has a key that is not allowed",
    allowed,
    fix: `${rename} in the stack's YAML, or ${removeCommand(key)}`,
  };
}

function invalidValue(issue: z.core.$ZodIssue, parsed: Parsed): Problem {
  const { raw, keyOf, secret } = parsed;
  const key = keyOf(issue.path);
  const value = valueAt(raw, issue.path);
  const excess = tooMany(issue, value);
  const isSecret = value !== undefined && secret(issue.path);
  const found = isSecret ? "is a secret value, not shown" : (excess?.found ?? show(value));
  if (issue.code === "custom" && issue.params?.repeated === true)
    return {
      key,
      found: `${found}, which the list has already`,
      allowed: issue.message,
      fix: removeCommand(key),
    };
  const schema = schemaAt(parsed.schema, issue.path);
  if (value === ENCRYPTED)
    return {
      key,
      found,
      allowed: issue.message,
      fix: `write it without --secret, since nothing in this configuration is a secret: ${exampleFix(keyOf, issue.path, schema)}`,
    };
  const shown = !isSecret && !(typeof value === "string" && mayBeSecret(value));
  return {
    key,
    found,
    allowed: issue.message,
    fix:
      excess?.fix ??
      (shown ? repairOf(value, keyOf, issue.path, schema) : undefined) ??
      exampleFix(keyOf, issue.path, schema),
  };
}

/** "has 60 tags, 40 are allowed" */
function tooMany(issue: z.core.$ZodIssue, value: unknown) {
  if (issue.code !== "too_big" || issue.origin === "number" || issue.origin === "int")
    return undefined;
  const size =
    typeof value === "string"
      ? Array.from(value).length
      : Object.keys(Object(value) as object).length;
  const what = issue.origin === "array" ? "entries" : issue.origin;
  return {
    found: `has ${size} ${what}, ${issue.maximum} are allowed`,
    fix: `take ${size - Number(issue.maximum)} out in the stack's YAML`,
  };
}

/** What was probably meant. */
function repairOf(
  value: unknown,
  keyOf: KeyOf,
  path: KeyPath,
  schema: z.ZodType | undefined,
): string | undefined {
  if (value === undefined || schema === undefined) return undefined;
  // Right by itself: it does not go with what is beside it.
  if (schema.safeParse(value).success) return removeCommand(keyOf(path));
  const better = repaired(value, schema);
  if (better)
    return `${better.how ?? `did you mean ${better.text}?`} ${setTo(keyOf, path, better.value)}`;
  const choice = nearestChoice(value, choicesOf(schema));
  return choice === undefined ? undefined : `did you mean ${choice}? ${setTo(keyOf, path, choice)}`;
}

function nearestChoice(value: unknown, choices: readonly unknown[]): string | number | undefined {
  if (typeof value === "string") return nearest(value, choices.map(String));
  if (typeof value !== "number") return undefined;
  const far = (choice: number) => Math.abs(choice - value);
  const numbers = choices.filter((choice) => typeof choice === "number");
  return numbers.sort((a, b) => far(a) - far(b))[0];
}

function exampleFix(keyOf: KeyOf, path: KeyPath, schema: z.ZodType | undefined): string {
  const example = schema && exampleOf(schema);
  return example === undefined
    ? removeCommand(keyOf(path))
    : `for example ${setTo(keyOf, path, example)}`;
}

function isInside(issues: readonly z.core.$ZodIssue[]): boolean {
  return issues.some(({ code, path }) => code === "unrecognized_keys" || path.length > 0);
}

function valueAt(raw: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, step)
        ? (value as Record<PropertyKey, unknown>)[step]
        : undefined,
    raw,
  );
}
