/** Checks of an answer that several claims share. */
import { type Answer, FORM, type Session, type Vendor } from "../session";
import { Failed, must, Skipped } from "../findings";

/** Auth0's headers that would be wrong, or would track a client, when replayed from a cache. */
const UPSTREAM_HEADER = /^(x-ratelimit-|auth0-|ratelimit|set-cookie$)/;
const STACK_TRACE = /\n\s+at |Exception\b|Traceback|"stack"/;

/** @throws Failed unless the answer is a token for this vendor and no other */
export function ownToken(
  answer: Answer,
  vendor: Vendor,
  what: string,
): NonNullable<Answer["token"]> {
  if (!answer.token)
    throw new Failed(`${what}: expected a token for ${vendor.name}, got ${describe(answer)}`);
  const { azp, sub } = answer.token.claims;
  must(
    azp === vendor.clientId || sub === `${vendor.clientId}@clients`,
    `${what}: ${vendor.name} got a token of another client (${answer.token.fingerprint})`,
  );
  return answer.token;
}

/** @throws Failed if the answer is a 2xx, or a token */
export function refused(answer: Answer, what: string): void {
  must(
    answer.status >= 300 && !answer.token,
    `${what}: expected a refusal, got ${describe(answer)}`,
  );
}

/** @throws Failed unless the answer is an error in the shape of RFC 6749, section 5.2, with no-store */
export function oauthError(answer: Answer, what: string): void {
  refused(answer, what);
  const { json, headers, text } = answer;
  must(typeof json?.error === "string", `${what}: ${describe(answer)} has no JSON with an "error"`);
  must(
    ["string", "undefined"].includes(typeof json.error_description),
    `${what}: error_description is not a string`,
  );
  must(!STACK_TRACE.test(text), `${what}: the answer contains a stack trace`);
  must(/no-store/.test(String(headers["cache-control"])), `${what}: Cache-Control is not no-store`);
  noUpstreamHeaders(answer, what);
}

/**
 * @returns which of the two it is, in words
 * @throws Failed unless the answer is a token for this vendor, or an error that says it may not have one
 */
export function ownTokenOrRefusal(answer: Answer, vendor: Vendor, what: string): string {
  if (answer.token) {
    ownToken(answer, vendor, what);
    return "a token";
  }
  oauthError(answer, what);
  must(
    answer.status >= 400 && answer.status < 500 && answer.status !== 429,
    `${what}: expected a token or a refusal, got ${describe(answer)}`,
  );
  return describe(answer);
}

export function noUpstreamHeaders({ headers }: Answer, what: string): void {
  const leaked = Object.keys(headers).filter((name) => UPSTREAM_HEADER.test(name));
  must(leaked.length === 0, `${what}: passes on Auth0's ${leaked.join(", ")}`);
}

export function describe({ status, json, token }: Answer): string {
  if (token) return `${status} with a token (${token.fingerprint})`;
  return typeof json?.error === "string" ? `${status} ${json.error}` : `${status}`;
}

/** Sends a body unchanged; a vendor that uses Basic authentication adds its header. */
export function sendBody(
  session: Session,
  vendor: Vendor,
  body: string | Buffer,
  contentType = FORM,
  headers: readonly (readonly [string, string])[] = [],
): Promise<Answer> {
  return session.send({
    url: vendor.tokenUrl,
    method: "POST",
    headers: [["Content-Type", contentType], ...session.authorization(vendor), ...headers],
    body,
  });
}

/** The longest that Auth0 may take: a token's lifetime counts from before the request. */
export const UPSTREAM_SECONDS = 8;

/** @throws Skipped if the token was already cached: then the claim has proven nothing */
export function mustBeNew({ token, sentAt }: Answer): void {
  if ((token?.claims.iat ?? 0) < Math.floor(sentAt) - UPSTREAM_SECONDS)
    throw new Skipped(
      "a token of an earlier run is still cached for the unused scopes; wait until it expires, or flush (npm run flush)",
    );
}
