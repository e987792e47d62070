/** How long a vendor is told to keep a token: what the template, the rules and the outputs share. */

/** How long the gateway waits for Auth0, in milliseconds (API Gateway allows 50 to 29000). */
export const UPSTREAM_TIMEOUT_MS = 10_000;

/**
 * What is taken off a token's lifetime, in seconds. An answer is given from the cache until it is TTL
 * seconds old; its age counts from Auth0's answer, which comes up to the time-out after the token was
 * issued; and a token's times are whole seconds, while clocks are not.
 */
export function withheldSeconds(ttlSeconds: number): number {
  return ttlSeconds + Math.ceil(UPSTREAM_TIMEOUT_MS / 1000) + 1;
}

/** The `expires_in` that a vendor is told, in seconds. Not above 0: no token may be cached for so long. */
export function expiresInSeconds(tokenLifetimeSeconds: number, ttlSeconds: number): number {
  return tokenLifetimeSeconds - withheldSeconds(ttlSeconds);
}
