/**
 * A refusal in the shape of RFC 6749, 5.2. For what its codes do not cover, access_denied and
 * temporarily_unavailable are borrowed from 4.1.2.1: clients show them unchanged.
 */
export type OAuthCode =
  | "invalid_request"
  | "invalid_client"
  | "unsupported_grant_type"
  | "access_denied"
  | "temporarily_unavailable";

export class OAuthError extends Error {
  readonly description: string;

  /** @param error one of OAuthCode, or what Auth0 answered */
  constructor(
    readonly status: number,
    readonly error: OAuthCode | (string & {}),
    description: string,
    /** Said in the header Retry-After, if it is given. */
    readonly retryAfterSeconds?: number,
  ) {
    super(error);
    this.description = printable(description);
  }
}

/** The default Retry-After. */
const RETRY_AFTER_SECONDS = 5;

export function unavailable(retryAfterSeconds = RETRY_AFTER_SECONDS): OAuthError {
  return new OAuthError(
    503,
    "temporarily_unavailable",
    "No token could be fetched right now. Try again after Retry-After seconds.",
    retryAfterSeconds,
  );
}

/**
 * The client is unknown, or its secret is wrong and it asks for what is not granted. Otherwise Auth0 refuses a
 * wrong secret in its own words, so the two can be told apart: a client id is not a secret.
 */
export function invalidClient(): OAuthError {
  return new OAuthError(
    401,
    "invalid_client",
    "The client is not known here, or its secret is wrong. Send the client_id and client_secret that you were given.",
  );
}

/** RFC 6749, 5.2: a description is printable ASCII without quotes and backslashes. */
function printable(text: string): string {
  return text
    .replace(/["\\]/g, "'")
    .replace(/[^ -~]/g, "?")
    .slice(0, 500);
}
