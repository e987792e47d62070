/** Until when a token is good, and what is left of it. All in epoch seconds. */

/**
 * The stricter of what the answer says, counted from before the request was sent, and what the JWT says.
 *
 * @returns a whole number, and whether both can be relied on; undefined if the answer does not say it
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

/** What a caller is told. */
export function expiresIn(expiresAt: number, nowMs: number): number {
  return Math.max(0, Math.floor(expiresAt - nowMs / 1000));
}
