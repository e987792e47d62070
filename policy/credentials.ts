/** Telling a credential by its looks. It errs on the side of silence: hashes and ids are everywhere. */

/** What is a credential wherever it stands. */
const UNMISTAKABLE: Readonly<Record<string, RegExp>> = {
  "a JSON Web Token": /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*/,
  "a private key": /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  "an AWS access key id": /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
};

/** `client_secret=…`, `password: …`; a URL or an ARN is not a credential. */
const ASSIGNED =
  /(?:secret|password|passwd|token|api[-_ ]?key)["']?\s*[:=]\s*["']?(?!https?:|arn:)[^\s"'&,;]{12,}/i;

/** Runs of characters that a generated secret is made of; a slash or a dot would make it a path. */
const RUN = /[A-Za-z0-9_+~-]{32,}/g;
/** Share of a run that is in words, of three small letters or more: names have most of it there. */
const WORDS_IN_A_NAME = 0.4;

/** @returns what it looks like, wherever it stands; undefined if like nothing */
export function unmistakableCredential(text: string): string | undefined {
  return Object.entries(UNMISTAKABLE).find(([, pattern]) => pattern.test(text))?.[0];
}

/** @returns what it looks like, in a text that is meant for people; undefined if like nothing */
export function credentialInProse(text: string): string | undefined {
  const unmistakable = unmistakableCredential(text);
  if (unmistakable) return unmistakable;
  if (ASSIGNED.test(text)) return "a credential after its name";
  return (text.match(RUN) ?? []).some(isRandom) ? "a random secret" : undefined;
}

/** Small letters, capitals and digits in a jumble. Hexadecimal is left out: commits and hashes are. */
function isRandom(run: string): boolean {
  const words = (run.match(/[a-z]{3,}/g) ?? []).join("");
  return (
    [/[a-z]/, /[A-Z]/, /\d/].every((characters) => characters.test(run)) &&
    words.length / run.length < WORDS_IN_A_NAME
  );
}
