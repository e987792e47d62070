/** How long Auth0 wants a caller to wait (its "Rate Limit Policy": Retry-After, X-RateLimit-*). Pure. */

/** The longest wait; the limits are per second and per minute. */
const LONGEST_MILLISECONDS = 60_000;

interface Answer {
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
}

/**
 * Milliseconds to wait before the next request; 0 if it may be sent at once.
 *
 * @param attempt counts from 1; after a 429 without a header, the wait doubles each time
 * @param now milliseconds since the epoch
 */
export function pauseAfter({ status, headers }: Answer, attempt: number, now: number): number {
  const number = (name: string) => {
    const text = headers.get(name);
    return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
  };
  const reset = number("x-ratelimit-reset");
  const untilReset = reset === undefined ? undefined : Math.max(1000, reset * 1000 - now);
  if (status === 429) {
    const after = number("retry-after");
    return bounded(after === undefined ? (untilReset ?? 1000 * 2 ** attempt) : after * 1000);
  }
  return number("x-ratelimit-remaining") === 0 ? bounded(untilReset ?? 1000) : 0;
}

function bounded(milliseconds: number): number {
  return Math.min(LONGEST_MILLISECONDS, Math.max(1000, milliseconds));
}
