/** When a token expires, and how long it has left. All in epoch seconds. */

/**
 * The earlier of the answer's expiry, counted from before the request was sent, and the JWT's.
 *
 * @returns a whole number, and whether both can be relied on; undefined if the answer has none
 */
export function expiryOf(
  sentAt: number,
  expiresIn: unknown,
  claims: Readonly<Record<string, unknown>> | undefined,
): { expiresAt: number; reliable: boolean } | { expiresAt: undefined; reliable: false } {
  if (typeof expiresIn !== "number" || !Number.isFinite(expiresIn) || expiresIn <= 0)
    return { expiresAt: undefined, reliable: false };
  const fromAnswer = Math.floor(sentAt + expiresIn);
  const { exp, iat } = claims ?? {};
  if (typeof exp !== "number") return { expiresAt: fromAnswer, reliable: true };
  return {
    expiresAt: Math.min(fromAnswer, Math.floor(exp)),
    // Compared on Auth0's clock, since ours may differ.
    reliable: typeof iat !== "number" || expiresIn <= exp - iat,
  };
}

/** The expires_in for a caller. */
export function expiresIn(expiresAt: number, nowMs: number): number {
  return Math.max(0, Math.floor(expiresAt - nowMs / 1000));
}
