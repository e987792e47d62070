/**
 * What holds of the broker, each as a scenario on a virtual clock. Run by broker.test.ts as they are, and by
 * mutations.test.ts against a broker that is broken in one place.
 */
import type { Claim } from "./claim";
import { SAFETY } from "./claims/safety";
import { SHARING } from "./claims/sharing";
import { TROUBLE } from "./claims/trouble";

export const CLAIMS: readonly Claim[] = [...SAFETY, ...SHARING, ...TROUBLE];
