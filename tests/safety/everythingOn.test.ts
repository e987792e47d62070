/** No optional part makes it less safe. In a file of its own, so that it runs beside the other. */
import { everythingOn } from "../support/everythingOn";
import { holdUnderAllQuirks } from "./underAllQuirks";

describe("Under every combination of what AWS does not document, with every optional part on", () => {
  // The throttle is no matter of the claims.
  holdUnderAllQuirks(everythingOn("dev", { throttle: { ratePerSecond: 10_000, burst: 5_000 } }));
});
