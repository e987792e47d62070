/** What the safety claims are held under: the program without any optional part, and with all of them. */
import { everythingOn } from "../support/everythingOn";
import { devValues } from "../support/stack";

export const CONFIGURATIONS = {
  "with no optional part": devValues(),
  // The throttle is no matter of the claims.
  "with every optional part": everythingOn("dev", {
    throttle: { ratePerSecond: 10_000, burst: 5_000 },
  }),
} as const;
