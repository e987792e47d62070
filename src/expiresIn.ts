/** How long a vendor may keep a token: shared by the template, the rules and the outputs. */
import type { Cache } from "./config/schema/cache";

/** How long the gateway waits for Auth0, in milliseconds (API Gateway allows 50 to 29000). */
export const UPSTREAM_TIMEOUT_MS = 10_000;

/**
 * What is subtracted from a token's lifetime, in seconds. The cache returns an answer until it is TTL seconds old;
 * its age counts from Auth0's answer, which comes up to the time-out after the token was issued; and a token's
 * times are whole seconds, while clocks are not.
 */
export function withheldSeconds(ttlSeconds: number): number {
  return ttlSeconds + Math.ceil(UPSTREAM_TIMEOUT_MS / 1000) + 1;
}

/** The `expires_in` that a vendor gets, in seconds. 0 or less: the TTL is too long for these tokens. */
export function expiresInSeconds(tokenLifetimeSeconds: number, ttlSeconds: number): number {
  return tokenLifetimeSeconds - withheldSeconds(ttlSeconds);
}

/**
 * The `expires_in` that a vendor gets with this cache, in seconds. The broker returns what the token has left, so it
 * is a range; it goes below the minimum only while Auth0 issues no new token.
 */
export function expiresInRange(
  cache: Cache,
  tokenLifetimeSeconds: number,
): { readonly atLeast: number; readonly atMost: number } {
  if (cache.store === "dynamodb")
    return { atLeast: cache.renewBeforeSeconds, atMost: tokenLifetimeSeconds };
  const always = expiresInSeconds(tokenLifetimeSeconds, ttlOf(cache));
  return { atLeast: always, atMost: always };
}

/** How long one token is used before the next is fetched for the same request, in seconds. */
export function servedSeconds(cache: Cache, tokenLifetimeSeconds: number): number {
  return cache.store === "dynamodb"
    ? tokenLifetimeSeconds - cache.renewBeforeSeconds
    : ttlOf(cache);
}

/** How long API Gateway keeps an answer, in seconds; 0: not at all. */
export function ttlOf(cache: Cache): number {
  return cache.store === "stage" ? cache.ttlSeconds : 0;
}
