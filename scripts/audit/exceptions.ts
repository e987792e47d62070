import type { Exception } from "./findings";

/**
 * Findings in production dependencies that are known, with what they mean for this product. Everything
 * else that `npm audit` finds fails the build. Empty: nothing is excused.
 */
export const EXCEPTIONS: Readonly<Record<string, Exception>> = {};
