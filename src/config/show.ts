/** What an error may show of a value or a name: never a secret, and nothing that a terminal would execute. */

/** Stands for a value that is encrypted, where there is no key for it. */
export const ENCRYPTED = "an encrypted value";

const HIDDEN = "(not shown)";

/**
 * A credential that somebody put in the wrong place must not come back out of the error, so long unspaced
 * strings, and containers, are described, not shown.
 */
export function show(value: unknown): string {
  if (value === undefined) return "is missing";
  if (value === null || value === "") return "is empty";
  if (value === ENCRYPTED) return "is encrypted, and only Pulumi can read it";
  if (typeof value === "number" || typeof value === "boolean") return `is ${String(value)}`;
  if (Array.isArray(value)) return value.length === 0 ? "is an empty list" : "is a list";
  if (typeof value !== "string") return "is an object";
  return mayBeSecret(value)
    ? `is a text of ${value.length} characters, not shown because it may be a secret`
    : `is ${JSON.stringify(printable(value))}`;
}

/** A run of 16 or more characters with a digit or both cases. Spaces, and a host name's dots and hyphens, end it. */
export function mayBeSecret(text: string): boolean {
  if (/^https?:\/\/[^@?#]{1,200}$/.test(text)) return false;
  if (/^arn:aws[a-z-]*:[\w.:/-]{1,200}$|^\/?hostedzone\/\w{1,32}$/.test(text)) return false;
  if (isAddress(text)) return false;
  const words = text
    .split(".")
    .every((label) =>
      /^([A-Z]?[a-z0-9:/]*|[A-Z0-9]+)(-([A-Z]?[a-z0-9:/]*|[A-Z0-9]+))*$/.test(label),
    );
  return runs(text, words).some(
    (run) => run.length >= 16 && (/[0-9]/.test(run) || (/[a-z]/.test(run) && /[A-Z]/.test(run))),
  );
}

function runs(text: string, words: boolean): string[] {
  if (!words) return text.split(/\s+/);
  return text.split(text.includes(".") ? /[\s.-]+/ : /\s+/);
}

/** IPv6, whose hexadecimal looks like a credential, but not with colons. */
function isAddress(text: string): boolean {
  return /^[0-9a-f]{0,4}(:[0-9a-f.]{0,15}){2,8}(\/\d{1,3})?$/i.test(text);
}

/**
 * A name: a key, a vendor, an audience, a scope. Names are not secrets, but what looks like a generated
 * credential is hidden even where a name should be.
 */
export function showName(name: string): string {
  return isGenerated(name) ? HIDDEN : printable(name);
}

/** A run of 16 characters or more with digits and letters of both cases. */
export function isGenerated(name: string): boolean {
  if (/^https?:\/\/[^@?#]{1,200}$/.test(name)) return false;
  const kinds = [/[0-9]/, /[a-z]/, /[A-Z]/];
  return name
    .split(/[\s.:/]+/)
    .some((run) => run.length >= 16 && kinds.every((kind) => kind.test(run)));
}

/** Whether what is shown of a key is the key itself, so that a command can have it. */
export function isExact(shown: string): boolean {
  return !shown.includes(HIDDEN) && !/<U\+[0-9A-F]+>|\.\.\.("\]|$)/.test(shown);
}

/** Unchanged, except for what a terminal would hide or execute, including text direction marks. */
export function printable(text: string): string {
  const clean = text.replace(
    /(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/gu,
    (hidden) => `<U+${(hidden.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`,
  );
  const letters = Array.from(clean);
  return letters.length > 120 ? `${letters.slice(0, 117).join("")}...` : clean;
}
