/** How long a vendor may keep a token: what the template, the rules and the outputs share. */
import type { Cache } from "./config/schema/cache";

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

/** The `expires_in` that a vendor is given, in seconds. Not above 0: no token may be cached for so long. */
export function expiresInSeconds(tokenLifetimeSeconds: number, ttlSeconds: number): number {
  return tokenLifetimeSeconds - withheldSeconds(ttlSeconds);
}

/**
 * The `expires_in` that a vendor is given with this cache, in seconds. The broker says what is left of the
 * token, so it has a range; less than the least only while Auth0 gives no new token.
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

/** How long one token is given out before the next is fetched for the same request, in seconds. */
export function servedSeconds(cache: Cache, tokenLifetimeSeconds: number): number {
  return cache.store === "dynamodb"
    ? tokenLifetimeSeconds - cache.renewBeforeSeconds
    : ttlOf(cache);
}

/** How long API Gateway keeps an answer, in seconds; 0: not at all. */
export function ttlOf(cache: Cache): number {
  return cache.store === "stage" ? cache.ttlSeconds : 0;
}
