/** The configurations for the safety claims: the program without any optional part, and with all of them. */
import { everythingOn } from "../support/everythingOn";
import { devValues } from "../support/stack";

export const CONFIGURATIONS = {
  "with no optional part": devValues(),
  // The claims are not about the throttle.
  "with every optional part": everythingOn("dev", {
    throttle: { ratePerSecond: 10_000, burst: 5_000 },
  }),
} as const;
