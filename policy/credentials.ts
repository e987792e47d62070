/** Recognizes credentials by their form. In doubt it reports nothing: hashes and ids are everywhere. */

/** Forms that are a credential anywhere. */
const UNMISTAKABLE: Readonly<Record<string, RegExp>> = {
  "a JSON Web Token": /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*/,
  "a private key": /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  "an AWS access key id": /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
};

/** `client_secret=…`, `password: …`; a URL or an ARN is not a credential. */
const ASSIGNED =
  /(?:secret|password|passwd|token|api[-_ ]?key)["']?\s*[:=]\s*["']?(?!https?:|arn:)[^\s"'&,;]{12,}/i;

/** Runs of characters of a generated secret; with a slash or a dot it would be a path. */
const RUN = /[A-Za-z0-9_+~-]{32,}/g;
/** Above this share of words (three or more lower-case letters), a run is a name. */
const WORDS_IN_A_NAME = 0.4;

/** @returns what a text anywhere looks like; undefined if it is not like a credential */
export function unmistakableCredential(text: string): string | undefined {
  return Object.entries(UNMISTAKABLE).find(([, pattern]) => pattern.test(text))?.[0];
}

/** @returns what a text for people looks like; undefined if it is not like a credential */
export function credentialInProse(text: string): string | undefined {
  const unmistakable = unmistakableCredential(text);
  if (unmistakable) return unmistakable;
  if (ASSIGNED.test(text)) return "a credential after its name";
  return (text.match(RUN) ?? []).some(isRandom) ? "a random secret" : undefined;
}

/** Mixed lower case, upper case and digits. Not hexadecimal, which commits and hashes are. */
function isRandom(run: string): boolean {
  const words = (run.match(/[a-z]{3,}/g) ?? []).join("");
  return (
    [/[a-z]/, /[A-Z]/, /\d/].every((characters) => characters.test(run)) &&
    words.length / run.length < WORDS_IN_A_NAME
  );
}
