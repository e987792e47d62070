/** Turns the schema's issues into problems that explain how to fix them. */
import type { z } from "zod";
import { removeCommand, setTo, setUnquoted } from "./commands";
import { nearest } from "./didYouMean";
import type { KeyOf, KeyPath } from "./path";
import type { Problem } from "./problems";
import { repaired, severalIn, WITHOUT_QUOTES } from "./repair";
import { choicesOf, exampleOf, schemaAt, valueAt } from "./schema/walk";
import { ENCRYPTED, mayBeSecret, show } from "./show";
import { invalidKey, keyOfAnEntry, type Parsed, unknownKey } from "./unknownKeys";

/** The most that are reported: each costs a search for what was meant. */
const MOST = 1000;

/** Turns zod's issues into problems; several of one value are one. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], parsed: Parsed): Problem[] {
  const seen = new Set<string>();
  return issues
    .slice(0, MOST)
    .flatMap((issue) => problemsIn(issue, parsed))
    .filter(({ key, found }) => {
      const isNew = !seen.has(`${key} ${found}`);
      seen.add(`${key} ${found}`);
      return isNew;
    });
}

function problemsIn(issue: z.core.$ZodIssue, parsed: Parsed): Problem[] {
  const misplaced = keyOfAnEntry(issue.path, parsed);
  if (misplaced) return [misplaced];
  // Where a word or an object is allowed, an object's own mistakes are more useful.
  const inner = issue.code === "invalid_union" ? issue.errors.find(isInside) : undefined;
  if (inner)
    return inner
      .slice(0, MOST)
      .flatMap((each) => problemsIn({ ...each, path: [...issue.path, ...each.path] }, parsed));
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((name) => unknownKey(issue.path, name, issue.message, parsed));
  if (issue.code === "invalid_key")
    return [invalidKey(issue.path, issue.issues[0]?.message ?? issue.message, parsed)];
  return [invalidValue(issue, parsed)];
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
  // Valid by itself, but not with its neighbours.
  if (schema.safeParse(value).success) return removeCommand(keyOf(path));
  const several = typeof path.at(-1) === "number" ? severalIn(value, schema) : undefined;
  if (several) return `as entries of their own in the stack's YAML: ${several.join(", ")}`;
  const better = repaired(value, schema);
  if (better?.how === WITHOUT_QUOTES)
    return `${better.how} ${setUnquoted(keyOf, path, better.value)}`;
  if (better)
    return `${better.how ?? `did you mean ${better.text}?`} ${setTo(keyOf, path, better.value)}`;
  const choice = nearestChoice(value, choicesOf(schema));
  return choice === undefined ? undefined : `did you mean ${choice}? ${setTo(keyOf, path, choice)}`;
}

/** The schema's own value: for the sizes in GB, a text. */
function nearestChoice(value: unknown, choices: readonly unknown[]): string | number | undefined {
  const known = choices.filter((each) => typeof each === "string" || typeof each === "number");
  if (typeof value === "string") {
    const meant = nearest(value, known.map(String));
    return known.find((each) => String(each) === meant);
  }
  if (typeof value !== "number") return undefined;
  const far = (choice: string | number) => Math.abs(Number(choice) - value);
  return known.filter((each) => !Number.isNaN(far(each))).sort((a, b) => far(a) - far(b))[0];
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
