import type { z } from "zod";

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
}

/** Thrown when the configuration has problems: all of them at once, a line each. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    const lines = problems.map(
      ({ key, found, allowed, fix }) => `${key} ${found}; allowed: ${allowed}; fix: ${fix}`,
    );
    super(
      problems.length === 1
        ? `The stack's configuration has a problem: ${lines.join("")}`
        : [`The stack's configuration has ${problems.length} problems:`, ...lines].join("\n  "),
    );
    this.name = "ConfigError";
  }
}

/** A path below one configuration key, for example ["cache", "ttlSeconds"]. */
export type KeyPath = readonly PropertyKey[];

/** The full configuration key of such a path. */
export type KeyOf = (path: KeyPath) => string;

/** `["vendors", "acme", "grants", "https://x"]` as the Pulumi CLI's `--path` writes it. */
export function pathText(path: KeyPath): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      const name = printable(String(step));
      if (/^[A-Za-z0-9_:-]+$/.test(name)) return index === 0 ? name : `.${name}`;
      return `[${JSON.stringify(showName(name))}]`;
    })
    .join("");
}

export function setCommand(key: string, value = "<value>"): string {
  // What a shell would not take as it is has to be quoted by whoever types it.
  const safe = /^[\w:./-]+$/.test(value) ? value : "<value>";
  return `pulumi config set --path '${key.replaceAll("'", "'\\''")}' ${safe}`;
}

export function removeCommand(key: string): string {
  return `pulumi config rm --path '${key.replaceAll("'", "'\\''")}'`;
}

/**
 * What an error may say of a value. A credential that somebody put in the wrong place must not
 * come back out of the error, so long unspaced strings, and containers, are described, not shown.
 */
export function show(value: unknown): string {
  if (value === undefined) return "is missing";
  if (value === null || typeof value === "number" || typeof value === "boolean")
    return `is ${String(value)}`;
  if (Array.isArray(value)) return value.length === 0 ? "is an empty list" : "is a list";
  if (typeof value !== "string") return "is an object";
  return mayBeSecret(value)
    ? `is a text of ${value.length} characters, not shown because it may be a secret`
    : `is ${JSON.stringify(printable(value))}`;
}

/** An unspaced run of 16 characters or more that has a digit or both cases. The dots of a domain end a run. */
export function mayBeSecret(text: string): boolean {
  if (/^https?:\/\/[^@?#]{1,200}$/.test(text)) return false;
  const domain = text.split(".").every((label) => /^[A-Z]?[a-z0-9:/-]*$/.test(label));
  return text
    .split(domain ? /[\s.]+/ : /\s+/)
    .some(
      (run) => run.length >= 16 && (/[0-9]/.test(run) || (/[a-z]/.test(run) && /[A-Z]/.test(run))),
    );
}

/** A name that somebody gave, in a list of what is allowed. */
export function showName(name: string): string {
  return mayBeSecret(name) ? "(not shown)" : printable(name);
}

/** As it is, but for what a terminal would not show or would take as a command: directions of writing too. */
export function printable(text: string): string {
  const clean = text.replace(/(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/gu, "?");
  const letters = Array.from(clean);
  return letters.length > 120 ? `${letters.slice(0, 117).join("")}...` : clean;
}

/**
 * Turns zod's issues into problems.
 *
 * @param raw what was parsed, to show the value that is wrong
 * @param keyOf the full configuration key of a path
 * @param secret whether the value at a path is marked as a secret and must not be shown
 */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  raw: unknown,
  keyOf: KeyOf,
  secret: (path: KeyPath) => boolean,
): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    // Of a value that may be a word or an object, an object's own mistakes say more.
    const inner = issue.code === "invalid_union" ? issue.errors.find(isInside) : undefined;
    if (inner)
      return problemsOf(
        inner.map((each) => ({ ...each, path: [...issue.path, ...each.path] })),
        raw,
        keyOf,
        secret,
      );
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((name) => {
        const key = keyOf([...issue.path, name]);
        return {
          key,
          found: "is not a known key (its value is not shown)",
          allowed: issue.message,
          fix: `correct its name, or ${removeCommand(key)}`,
        };
      });
    const key = keyOf(issue.path);
    if (issue.code === "invalid_key")
      return [
        {
          key,
          found: "has a key that is not allowed",
          allowed: issue.issues[0]?.message ?? issue.message,
          fix: `rename it in the stack's YAML, or ${removeCommand(key)}`,
        },
      ];
    const value = valueAt(raw, issue.path);
    const repeated = issue.code === "custom" && issue.params?.repeated === true;
    const found =
      value !== undefined && secret(issue.path) ? "is a secret value, not shown" : show(value);
    return [
      {
        key,
        found: repeated ? `${found}, which the list has already` : found,
        allowed: issue.message,
        fix: repeated ? removeCommand(key) : setCommand(key),
      },
    ];
  });
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
