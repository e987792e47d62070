/**
 * The proxy is safe whichever way API Gateway behaves where AWS is silent: under every pair of values of
 * every two switches. `npm run test:safety` takes every combination.
 */
import { pairwise } from "../contract/pairwise";
import { CONFIGURATIONS } from "./configurations";
import { holdUnder } from "./underQuirks";

for (const [what, values] of Object.entries(CONFIGURATIONS))
  describe(`Under every pair of what AWS does not document, ${what}`, () => {
    holdUnder(pairwise(), values);
  });
